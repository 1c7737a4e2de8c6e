"""Guarantees of a transaction: atomicity, one instant per statement, unique keys and foreign keys."""

import unittest
from collections.abc import Callable
from typing import Any
from unittest import mock

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from oslo_db import exception
from sqlalchemy import orm

from rome_test_case import RomeTestCase

Image, Property, Tag = models.Image, models.ImageProperty, models.ImageTag
Task, TaskInfo = models.Task, models.TaskInfo


def image(id_: str, **values: Any) -> Image:
    return Image(**{"id": id_, "status": "queued", "visibility": "private", **values})


def add_properties(session: Any, count: int) -> None:
    """Insert properties of image a, each in a flush of its own."""
    for number in range(count):
        session.add(Property(image_id="a", name=f"property{number}", value="v"))
        session.flush()


class WholeOrNothing(RomeTestCase):
    def test_writes_are_invisible_before_the_commit(self) -> None:
        writer = self.session()
        writer.add(image("a"))
        writer.flush()
        self.assertEqual(self.query(Image).count(), 0)
        self.assertEqual(writer.query(Image).count(), 1)
        writer.commit()
        self.assertEqual(self.query(Image).count(), 1)

    def test_rollback(self) -> None:
        session = self.session()
        session.add(image("a", properties=[Property(name="p", value="v")]))
        session.flush()
        session.rollback()
        self.assertEqual(session.query(Image).count() + session.query(Property).count(), 0)
        self.assertEqual(self.keys("lock", "*"), [])

    def test_savepoints(self) -> None:
        session = self.session()
        session.add(image("a", name="old"))
        session.flush()
        with self.assertRaises(exception.DBDuplicateEntry), session.begin_nested():
            session.execute(sa.update(Image).values(name="new"))
            session.execute(sa.insert(Image).values(id="a", status="x"))
        session.commit()
        self.assertEqual(self.session().query(Image.id, Image.name).all(), [("a", "old")])

    def test_released_savepoints_are_kept(self) -> None:
        session = self.session()
        with session.begin_nested():
            session.add(image("a"))
        with session.begin_nested():
            session.query(Image).filter_by(id="a").one().name = "n"
        session.commit()
        self.assertEqual(self.session().query(Image.name).scalar(), "n")

    def test_a_deleted_row_leaves_no_keys(self) -> None:
        session = self.session()
        session.add(image("a", properties=[Property(name="p", value="v")]))
        session.commit()
        session.query(Property).delete()
        session.query(Image).delete()
        session.commit()
        left = [k for k in self.keys("*") if ":seq:" not in k]
        self.assertEqual(sorted(left), [self.store.key("births"), self.store.key("rome")])

    def test_each_statement_sees_other_commits(self) -> None:
        self.save(image("a", name="old", visibility="private"))
        reader = self.session()
        self.assertEqual(reader.query(Image.name).filter_by(visibility="private").all(), [("old",)])
        writer = self.session()
        writer.query(Image).update({"name": "new", "visibility": "public"})
        writer.commit()
        self.assertEqual(reader.query(Image.name).filter_by(visibility="private").all(), [])
        self.assertEqual(reader.query(Image.name).filter_by(visibility="public").all(), [("new",)])

    def test_the_schema_cannot_be_changed(self) -> None:
        with self.assertRaises(exception.DBNotSupportedError):
            self.session().execute(sa.text("DROP TABLE images"))


class Keys(RomeTestCase):
    def test_ids_are_never_reused(self) -> None:
        self.save(image("a"))
        session = self.session()
        first = Tag(image_id="a", value="1")
        session.add(first)
        session.commit()
        session.delete(first)
        session.commit()
        second = Tag(image_id="a", value="2")
        session.add(second)
        session.rollback()
        third = Tag(image_id="a", value="3")
        session.add(third)
        session.commit()
        self.assertGreater(third.id, first.id)

    def test_ids_stay_above_chosen_ones(self) -> None:
        self.save(image("a"), Tag(id=40, image_id="a", value="x"))
        tag = Tag(image_id="a", value="y")
        session = self.session()
        session.add(tag)
        session.commit()
        self.assertEqual(tag.id, 41)

    def test_ids_exceed_chosen_ones_of_the_same_transaction(self) -> None:
        self.save(image("a"))
        session = self.session()
        session.add(Tag(id=40, image_id="a", value="x"))
        session.flush()
        session.execute(sa.insert(Tag), {"id": None, "image_id": "a", "value": "y", "deleted": False})
        session.execute(sa.insert(Tag), {"image_id": "a", "value": "z", "deleted": False})
        session.commit()
        self.assertEqual([i for (i,) in self.query(Tag.id).order_by(Tag.id)], [40, 41, 42])

    def test_a_row_keeps_its_place_when_its_key_changes(self) -> None:
        self.save(image("a", name="first"))
        self.save(image("b", name="second"))
        session = self.session()
        session.execute(sa.update(Image).where(Image.id == "a").values(id="z"))
        session.commit()
        self.assertEqual([name for (name,) in self.query(Image.name)], ["first", "second"])
        self.assert_consistent()

    def test_update_to_the_unique_value_of_another_row(self) -> None:
        self.save(image("a", properties=[Property(name=name, value="v") for name in "pq"]))
        session = self.session()
        session.query(Property).filter_by(name="p").one().name = "q"
        with self.assertRaises(exception.DBDuplicateEntry):
            session.flush()

    def test_a_number_that_replaces_an_equal_one_of_another_type(self) -> None:
        """SQLite stores -2.0**63 as REAL, although it is equal to an INTEGER. Python compares both as equal, too."""
        self.save(image("a", size=-(2**63)))
        with self.session().connection().engine.begin() as connection:
            connection.execute(sa.text("UPDATE images SET size = :size"), {"size": -(2.0**63)})
        kind = sa.text("SELECT typeof(size) FROM images")
        self.assertEqual(self.session().execute(kind).scalar(), "real")

    def test_a_write_of_many_rows_locks_them_in_several_scripts(self) -> None:
        self.save(image("a"), *(Tag(image_id="a", value=f"v{n}") for n in range(2300)))
        given: list[dict] = []
        run = self.store.run

        def noted(script: str, argument: Any) -> Any:
            if script != "commit":
                given.append(argument)
            return run(script, argument)

        with mock.patch.object(self.store, "run", noted):
            session = self.session()
            count = session.query(Tag).update({"deleted": True})
            session.commit()
        longest = max(len(each) for argument in given for each in argument.values() if isinstance(each, list))
        self.assertEqual((count, longest), (2300, 1000))
        self.assertEqual(self.query(Tag).filter_by(deleted=True).count(), 2300)
        self.assertEqual(self.keys("lock", "*"), [])

    def test_ids_of_many_rows(self) -> None:
        self.save(image("a"))
        session = self.session()
        session.execute(sa.insert(Tag), [{"image_id": "a", "value": v, "deleted": False} for v in "xyz"])
        session.execute(
            sa.insert(Tag.__table__).values([{"image_id": "a", "value": v, "deleted": False} for v in "uv"])
        )
        session.commit()
        self.assertEqual([i for (i,) in self.session().query(Tag.id).order_by(Tag.id)], [1, 2, 3, 4, 5])

    def test_ids_follow_the_order_of_insertion(self) -> None:
        self.save(image("a"), *(Tag(image_id="a", value=v) for v in "zyx"))
        self.assertEqual(self.session().query(Tag.id, Tag.value).all(), [(1, "z"), (2, "y"), (3, "x")])

    def test_a_chosen_id_that_is_taken(self) -> None:
        self.save(image("a"), Tag(image_id="a", value="x"))
        with self.assertRaises(exception.DBDuplicateEntry):
            self.save(Tag(id=1, image_id="a", value="y"), Tag(image_id="a", value="z"))

    def test_duplicate_unique_value_in_a_new_image(self) -> None:
        with self.assertRaises(exception.DBDuplicateEntry) as caught:
            self.save(image("a", properties=[Property(name="p", value=v) for v in "vw"]))
        self.assertEqual(caught.exception.columns, ["image_id", "name"])

    def test_duplicate_primary_key(self) -> None:
        self.save(image("a"))
        with self.assertRaises(exception.DBDuplicateEntry) as caught:
            self.save(image("a"))
        self.assertEqual(caught.exception.columns, ["id"])

    def test_duplicate_unique_value(self) -> None:
        self.save(image("a", properties=[Property(name="p", value="v")]))
        with self.assertRaises(exception.DBDuplicateEntry) as caught:
            self.save(Property(image_id="a", name="p", value="w"))
        self.assertEqual(caught.exception.columns, ["image_id", "name"])

    def test_unique_value_moves_to_another_row(self) -> None:
        self.save(image("a", properties=[Property(name="p", value="v"), Property(name="q", value="w")]))
        session = self.session()
        session.query(Property).filter_by(name="p").delete()
        session.query(Property).filter_by(name="q").update({"name": "p"})
        session.commit()
        self.assertEqual(self.session().query(Property.name, Property.value).all(), [("p", "w")])

    def test_nulls_are_not_equal(self) -> None:
        self.save(image("a"), *(models.ImageMember(image_id="a", member="m") for _ in range(2)))
        self.assertEqual(self.session().query(models.ImageMember).count(), 2)


class References(RomeTestCase):
    def test_a_child_without_a_parent(self) -> None:
        with self.assertRaises(exception.DBReferenceError):
            self.save(Property(image_id="none", name="p", value="v"))

    def test_parent_and_child_together(self) -> None:
        session = self.session()
        session.execute(sa.insert(Image).values(id="a", status="queued"))
        session.execute(sa.insert(Property).values(image_id="a", name="p"))
        session.commit()
        self.assertEqual(self.session().query(Property).count(), 1)

    def test_a_parent_with_children_cannot_be_deleted(self) -> None:
        self.save(image("a", properties=[Property(name="p", value="v")]))
        session = self.session()
        with self.assertRaises(exception.DBReferenceError):
            session.query(Image).delete()
        session.rollback()
        session.query(Property).delete()
        session.query(Image).delete()
        session.commit()
        self.assertEqual(self.session().query(Image).count(), 0)

    def test_a_parent_with_a_child_of_the_same_key_cannot_be_deleted(self) -> None:
        self.save(Task(id="t", type="import", status="success", owner="o"), TaskInfo(task_id="t"))
        session = self.session()
        with self.assertRaises(exception.DBReferenceError):
            session.execute(sa.delete(Task))
        self.assert_consistent()

    def test_a_parent_that_this_transaction_deleted(self) -> None:
        self.save(image("a"))
        session = self.session()
        session.query(Image).delete()
        with self.assertRaises(exception.DBReferenceError):
            session.execute(sa.insert(Property).values(image_id="a", name="p"))

    def test_a_child_that_this_transaction_inserted(self) -> None:
        self.save(image("a"))
        session = self.session()
        session.execute(sa.insert(Property).values(image_id="a", name="p"))
        with self.assertRaises(exception.DBReferenceError):
            session.query(Image).delete()

    def test_a_parent_that_another_transaction_deletes(self) -> None:
        self.save(image("a"))
        child, remover = self.session(), self.session()
        child.execute(sa.insert(Property).values(image_id="a", name="p"))
        remover.query(Image).delete()
        remover.commit()
        with self.assertRaises(exception.DBReferenceError):
            child.commit()
        self.assertEqual(self.session().query(Property).count(), 0)

    def test_a_child_that_another_transaction_inserts(self) -> None:
        self.save(image("a"))
        child, remover = self.session(), self.session()
        remover.query(Image).delete()
        child.execute(sa.insert(Property).values(image_id="a", name="p"))
        child.commit()
        with self.assertRaises(exception.DBReferenceError):
            remover.commit()
        self.assertEqual(self.session().query(Image).count(), 1)

    def test_a_parent_that_is_deleted_after_it_was_read(self) -> None:
        self.save(image("a"))
        child = self.session()
        child.query(Image).one()
        remover = self.session()
        remover.query(Image).delete()
        remover.commit()
        child.execute(sa.insert(Tag).values(image_id="a", value="t", deleted=False))
        with self.assertRaises(exception.DBReferenceError):
            child.commit()
        self.assertEqual(self.session().query(Tag).count(), 0)


class RoundTrips(RomeTestCase):
    def calls(self, work: Callable[[], Any]) -> int:
        before = self.store.calls
        work()
        return self.store.calls - before

    def test_a_ping_needs_no_round_trip(self) -> None:
        session = self.session()
        self.assertEqual(self.calls(lambda: session.execute(sa.select(1))), 0)
        self.assertEqual(self.calls(lambda: session.execute(sa.text("SELECT 1"))), 0)

    def test_one_fetch_for_a_statement_with_joins(self) -> None:
        self.save(image("a", properties=[Property(name="p", value="v")], tags=[Tag(value="t")]))
        query = (
            self.session().query(Image).options(orm.joinedload(Image.properties), orm.joinedload(Image.tags))
        )
        self.assertEqual(self.calls(lambda: query.filter_by(id="a").one()), 1)

    def test_an_update(self) -> None:
        self.save(image("a"))
        session = self.session()
        # fetch, claim, commit
        self.assertEqual(
            self.calls(
                lambda: (session.query(Image).filter_by(id="a").update({"name": "n"}), session.commit())
            ),
            3,
        )

    def test_rows_that_are_flushed_one_by_one(self) -> None:
        self.save(image("a"))
        session = self.session()
        self.assertLess(self.calls(lambda: add_properties(session, 129)), 20)
        session.commit()
        ids = [one for (one,) in self.query(Property.id).order_by(Property.id)]
        self.assertEqual(ids, list(range(1, 130)))

    def test_an_image_with_tags_and_properties(self) -> None:
        session = self.session()
        session.add(
            image("a", tags=[Tag(value="t")], properties=[Property(name=n, value="v") for n in "pqr"])
        )
        # Ids, claim of the image, commit. No other transaction can have a property of an image that does not exist yet.
        self.assertEqual(self.calls(session.commit), 3)


class EqualInserts(RomeTestCase):
    """Claims of equal INSERTs in a row wait for each other, but not for long."""

    def setUp(self) -> None:
        super().setUp()
        self.save(image("a"), Property(image_id="a", name="property7", value="taken"))
        self.writer = self.session()

    def test_a_duplicate_is_found_at_the_next_other_statement(self) -> None:
        add_properties(self.writer, 10)
        with self.assertRaises(exception.DBDuplicateEntry) as caught:
            self.writer.query(Image).all()
        self.assertEqual(caught.exception.columns, ["image_id", "name"])

    def test_a_duplicate_is_found_at_the_commit(self) -> None:
        add_properties(self.writer, 8)
        with self.assertRaises(exception.DBDuplicateEntry):
            self.writer.commit()
        self.assertEqual(self.query(Property).count(), 1)

    def test_a_duplicate_is_found_in_a_long_series(self) -> None:
        with self.assertRaises(exception.DBDuplicateEntry):
            add_properties(self.writer, 50)

    def test_a_duplicate_outside_of_a_flush_is_found_at_once(self) -> None:
        for number in range(7):
            self.writer.execute(
                sa.insert(Property), {"image_id": "a", "name": f"property{number}", "value": "v"}
            )
        with self.assertRaises(exception.DBDuplicateEntry):
            self.writer.execute(sa.insert(Property), {"image_id": "a", "name": "property7", "value": "v"})

    def test_a_duplicate_in_a_savepoint_is_found_at_once(self) -> None:
        with self.assertRaises(exception.DBDuplicateEntry), self.writer.begin_nested():
            add_properties(self.writer, 8)
        add_properties(self.writer, 7)
        self.writer.commit()
        self.assertEqual(self.query(Property).count(), 8)

    def test_a_duplicate_from_before_a_savepoint_is_found_at_it(self) -> None:
        add_properties(self.writer, 10)
        with self.assertRaises(exception.DBDuplicateEntry), self.writer.begin_nested():
            self.writer.add(image("b"))

    def test_a_missing_parent_is_found(self) -> None:
        for number in range(6):
            self.writer.add(Property(image_id="none" if number == 5 else "a", name=f"p{number}", value="v"))
            self.writer.flush()
        with self.assertRaises(exception.DBReferenceError):
            self.writer.commit()

    def test_the_locks_are_held_from_the_next_statement_on(self) -> None:
        self.save(image("b"))
        for number in range(6):
            self.writer.add(Property(image_id="b", name=f"p{number}", value="v"))
            self.writer.flush()
        self.writer.query(Image).all()
        self.assertEqual(len(self.keys("lock", "*p5*")), 1)
        self.writer.commit()
        self.assertEqual(self.keys("lock", "*"), [])
        self.assertEqual(self.query(Property).filter_by(image_id="b").count(), 6)
        self.assert_consistent()


if __name__ == "__main__":
    unittest.main()
