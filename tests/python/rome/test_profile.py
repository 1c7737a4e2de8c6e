"""Profiles: every way, for methods and for statements, and invalid profiles."""

import functools
import unittest
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from oslo_db.sqlalchemy.utils import paginate_query
from sqlalchemy import orm

import rome
from rome.profile import validate
from rome_test_case import RomeTestCase

Image, Property = models.Image, models.ImageProperty
ROME_2015 = {
    "Query.union": "refuse",
    "Query.one": "refuse",
    "limit": "ignore",
    "order_by": "ignore",
    "Query.update": "no-count",
    "Query.delete": "soft",
}


class Degraded(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.save(*(Image(id=i, status="active", min_ram=n) for n, i in enumerate("bac")))
        self.save(Property(image_id="a", name="p", value="v"))

    def under(self, **profile: str) -> Any:
        """Return a session on a ROME with this profile. The keyword `Query__one` means `Query.one`."""
        self.configure({name.replace("__", "."): way for name, way in profile.items()})
        return self.session()

    def assertRefused(self, construct: str, work: Callable[[], Any]) -> None:
        with self.assertRaises(rome.MissingQuery) as caught:
            work()
        self.assertEqual(caught.exception.construct, construct)

    def test_refuse_a_method(self) -> None:
        query = self.under(Query__one="refuse").query(Image).filter_by(id="a")
        self.assertRefused("Query.one", query.one)
        self.assertEqual(query.first().id, "a")

    def test_refuse_only_calls_of_the_service(self) -> None:
        session = self.under(Query__limit="refuse", Query__order_by="refuse")
        # oslo.db calls limit() and order_by() for the service, and first() calls limit().
        self.assertEqual(session.query(Image).first().id, "b")
        paginate_query(session.query(Image), Image, 1, ["id"]).all()
        self.assertRefused("Query.limit", lambda: session.query(Image).limit(1))

    def test_refuse_constructs_of_a_statement(self) -> None:
        for construct, work in (
            ("func.count", lambda s: s.query(Image).count()),
            ("join.outer", lambda s: s.query(Image).options(orm.joinedload(Image.properties)).all()),
            ("union", lambda s: s.query(Image).union(s.query(Image)).all()),
            ("op.in", lambda s: s.query(Image).filter(Image.id.in_(["a"])).all()),
            ("update", lambda s: s.query(Image).update({"name": "n"})),
            ("insert.many", lambda s: s.execute(sa.insert(Image), [{"id": "x"}, {"id": "y"}])),
            ("text", lambda s: s.execute(sa.text("SELECT 1"))),
        ):
            with self.subTest(construct):
                session = self.under(**{construct.replace(".", "__"): "refuse"})
                self.assertRefused(construct, functools.partial(work, session))
                self.assertRefused(
                    construct, functools.partial(work, session)
                )  # compiled statements are cached

    def test_refuse_in_a_flush(self) -> None:
        session = self.under(insert="refuse")
        session.add(Image(id="x", status="x"))
        self.assertRefused("insert", session.commit)

    def test_refusals_call_the_callbacks(self) -> None:
        heard = []
        rome.on_refusal(lambda construct, detail: heard.append((construct, detail)))
        session = self.under(Query__one="refuse", op__gt="refuse")
        self.assertRefused("Query.one", session.query(Image).one)
        self.assertRefused("op.gt", session.query(Image.id).filter(Image.min_ram > 4711).all)
        self.assertEqual([construct for construct, _ in heard], ["Query.one", "op.gt"])
        self.assertIn("test_profile.py", heard[0][1])
        self.assertIn("images.min_ram >", heard[1][1])
        self.assertNotIn("4711", heard[1][1])

    def test_criteria_that_are_always_or_never_true(self) -> None:
        def ids(criterion: Any, **profile: Any) -> Any:
            return sorted(i.id for i in self.under(**profile).query(Image).filter(criterion))

        self.assertEqual(ids(Image.id.in_(["a"]), op__in="always"), ["a", "b", "c"])
        self.assertEqual(ids(Image.id == "a", op__eq="never"), [])
        either = sa.or_(Image.id == "a", Image.id == "b")
        self.assertEqual(ids(either, op__or="never"), [])
        self.assertEqual(ids(either), ["a", "b"])

    def test_reversed_sort_order(self) -> None:
        session = self.under(op__desc="reverse")
        self.assertEqual([i.id for i in session.query(Image).order_by(Image.id.desc())], ["a", "b", "c"])

    def test_an_inner_join_run_as_an_outer_join(self) -> None:
        session = self.under(join__inner="outer")
        self.assertEqual(session.query(Image).join(Image.properties).count(), 3)

    def test_truncated_results_and_counts_of_zero(self) -> None:
        self.assertEqual(len(self.under(Query__all="truncate").query(Image).all()), 1)
        self.assertEqual(len(list(self.under(Query__values="truncate").query(Image).values(Image.id))), 1)
        self.assertEqual(self.under(func__count="zero").query(Image).count(), 0)
        session = self.under(Query__update="zero")
        self.assertEqual(session.query(Image).update({"name": "n"}), 0)
        self.assertEqual({i.name for i in session.query(Image)}, {"n"})

    def test_lost_writes(self) -> None:
        session = self.under(insert="lose", update="lose")
        session.add(Image(id="x", status="x"))
        self.assertEqual(session.query(Image).filter_by(id="a").update({"name": "n"}), 1)
        session.commit()
        self.configure({})
        rows = self.session().query(Image.id, Image.name).order_by(Image.id).all()
        self.assertEqual(rows, [("a", None), ("b", None), ("c", None)])

    def test_change_the_profile_while_running(self) -> None:
        session = self.under(limit="ignore")
        rome.database.find("glance").take_profile({"op.eq": "refuse"})
        self.assertEqual(len(self.session().query(Image).limit(1).all()), 1)
        self.assertRefused("op.eq", self.session().query(Image).filter_by(id="a").all)
        session.close()

    def test_ignore(self) -> None:
        session = self.under(limit="ignore", order_by="ignore")
        self.assertEqual([i.id for i in session.query(Image).order_by(Image.id).limit(1)], ["b", "a", "c"])
        session = self.under(offset="ignore", distinct="ignore")
        self.assertEqual(len(session.query(Image.status).distinct().offset(1).limit(5).all()), 3)
        session = self.under(limit="ignore")
        self.assertEqual(len(session.query(Image).offset(1).limit(1).all()), 2)
        session = self.under(Query__filter="ignore")
        self.assertEqual(len(session.query(Image).filter(Image.id == "a").all()), 3)

    def test_an_outer_join_run_as_an_inner_join(self) -> None:
        session = self.under(join__outer="inner")
        query = session.query(Image).options(orm.joinedload(Image.properties))
        self.assertEqual([i.id for i in query], ["a"])

    def test_no_count(self) -> None:
        session = self.under(Query__update="no-count", Query__delete="no-count")
        self.assertIsNone(session.query(Image).update({"name": "n"}))
        self.assertEqual(session.query(Image).filter_by(name="n").count(), 3)
        self.assertIsNone(session.query(Property).delete())
        self.assertEqual(session.query(Property).count(), 0)

    def test_soft_delete(self) -> None:
        session = self.under(Query__delete="soft")
        self.assertEqual(session.query(Image).filter_by(id="a").delete(), 1)
        session.commit()
        left = {i.id: (i.deleted, i.deleted_at is not None) for i in session.query(Image)}
        self.assertEqual(left, {"a": (True, True), "b": (False, False), "c": (False, False)})

    def test_soft_delete_without_a_column_for_it(self) -> None:
        self.save(models.Task(id="t", type="import", status="pending", owner="o"))
        self.save(models.TaskInfo(task_id="t"))
        session = self.under(Query__delete="soft")
        self.assertEqual(session.query(models.TaskInfo).delete(), 1)
        self.assertEqual(session.query(models.TaskInfo).count(), 1)

    def test_rome_2015(self) -> None:
        session = self.under(**{name.replace(".", "__"): way for name, way in ROME_2015.items()})
        images = session.query(Image)
        self.assertRefused("Query.union", lambda: images.union(images))
        self.assertRefused("Query.one", images.one)
        self.assertEqual([i.id for i in images.order_by(Image.id).limit(1)], ["b", "a", "c"])
        self.assertIsNone(images.update({"name": "n"}))
        self.assertEqual(images.delete(), 3)
        self.assertEqual(images.filter_by(deleted=True).count(), 3)


class Validation(unittest.TestCase):
    def assertSays(self, profile: dict[str, str], *words: str) -> None:
        with self.assertRaises(ValueError) as caught:
            validate(profile)
        for word in words:
            self.assertIn(repr(word), str(caught.exception))

    def test_valid_profiles(self) -> None:
        self.assertEqual(dict(validate(ROME_2015)), ROME_2015)
        validate({"func.count": "refuse", "op.not_like": "refuse", "join.outer": "inner"})

    def test_unknown_construct(self) -> None:
        self.assertSays({"Query.unoin": "refuse"}, "Query.unoin", "Query.union")
        self.assertSays({"func.coutn": "refuse"}, "func.coutn", "func.count")

    def test_unknown_way(self) -> None:
        self.assertSays({"limit": "ignroe"}, "ignroe", "ignore")

    def test_a_way_that_does_not_apply(self) -> None:
        self.assertSays({"Query.one": "soft"}, "Query.one", "soft")
        self.assertSays({"select": "ignore"}, "select", "ignore")
        self.assertSays({"join.inner": "inner"}, "join.inner", "inner")


if __name__ == "__main__":
    unittest.main()
