"""A ROME without mistakes has no differences, and unusual requests have answers."""

import datetime
import json
import subprocess
import sys
import unittest
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy.models import Image, ImageProperty, ImageTag
from sqlalchemy.orm import joinedload

import probe.forms
from fuzz.statements import Statements
from narrow.__main__ import answered
from narrow.forms import bind, load
from narrow.sides import Sqlite, read_rows
from narrowing import Narrowing
from rome.models import MODELS

SEED = 7
STATEMENTS = 60
TABLES = ("images", "image_properties", "image_tags", "image_members", "metadef_namespaces")
COMPILER = "from rome.statements.compiler import RomeCompiler as C\n"
BOTH = "SQL does not determine the result, or both sides raise the same error"
_START = datetime.datetime(2026, 1, 1)


def list_page(session: Any) -> Any:
    query = session.query(Image).filter(Image.status.in_(["active", "queued"]), Image.deleted == False)
    return query.options(joinedload(Image.properties)).order_by(Image.created_at.desc()).limit(3).all()


def united(session: Any) -> Any:
    some, others = (session.query(Image).filter_by(owner=it) for it in ("project", "other"))
    return some.union(others).order_by(Image.created_at, Image.id).limit(4).all()


def with_shared_parameters(session: Any) -> Any:
    """As Glance lists images: the parts of a union have the same criteria, and the first of them."""
    some = session.query(Image).filter(Image.status.in_(["active", "queued"]), Image.deleted == False)
    parts = some.filter(Image.owner == "project"), some.filter(Image.owner == "other")
    return parts[0].union(parts[1], some.filter(Image.owner == "other")).order_by(Image.id).all()


def of_a_page(session: Any) -> Any:
    page = session.query(Image.id).order_by(Image.status).limit(2).subquery()
    return session.query(page).order_by(page.c.id).all()


RUNS = (
    list_page,
    united,
    with_shared_parameters,
    lambda session: session.query(Image).filter(Image.created_at > _START).all(),
    lambda session: session.query(Image.owner, sa.func.count()).group_by(Image.owner).all(),
    lambda session: session.query(Image).filter(Image.properties.any(ImageProperty.name == "p")).count(),
    lambda session: session.query(ImageTag.value).distinct().order_by(ImageTag.value.desc()).all(),
    lambda session: session.query(Image).filter(Image.id.in_([])).all(),
    lambda session: session.query(Image).filter_by(owner="other").update({"name": "new"}),
    lambda session: session.query(ImageTag).filter(ImageTag.value.in_(["x", "y"])).delete(),
)


class Same(Narrowing):
    def test_each_kind_of_statement(self) -> None:
        for number, run in enumerate(RUNS):
            with self.subTest(number):
                request = self.request(run)
                answer = answered(json.dumps(request))
                self.assertEqual(answer["outcome"], "same")
                if "select" in self.event["constructs"]:
                    self.assertEqual(answer["returned"], self.event["rows"])
                self.assertEqual(self.replayed(request), self.event["rows"])

    def replayed(self, request: Any) -> int:
        """Return the number of rows that the statement reads or changes when it is repeated."""
        metadata = MODELS["glance"]()
        statement, tables = load(request["forms"], request["asked"], metadata)
        sqlite = Sqlite(tables)
        rows, _ = read_rows(request["databases"][0]["rows"], tables, 200)
        sqlite.load(rows)
        outcome = sqlite.run(bind(statement, request["given"]))
        return len(outcome.rows) if outcome.changed is None else outcome.changed

    def test_random_selects(self) -> None:
        tables = [table for one in MODELS["glance"]() for table in one.sorted_tables if table.name in TABLES]
        statements = Statements(SEED, tables)
        for number in range(STATEMENTS):
            statement = statements.select()
            with self.subTest(number, sql=str(statement)):
                self.assertIn(self.answer_to(statement), (["same"], ["unable", BOTH]))

    def answer_to(self, statement: Any) -> list[Any]:
        request = self.request(lambda session: session.query(Image.id).first())
        folder = self.journal.with_suffix(".random")
        folder.mkdir(exist_ok=True)
        (folder / str(request["asked"])).write_bytes(probe.forms.dumps(statement))
        answer = answered(json.dumps({**request, "forms": str(folder), "given": {}}))
        return [answer["outcome"], *([answer["why"]] if "why" in answer else [])]

    def test_rows_with_equal_sort_keys_may_have_any_order(self) -> None:
        mistake = """
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).replace("status", "status, images.id DESC")
"""

        def run(session: Any) -> Any:
            return session.query(Image).order_by(Image.status).limit(2).all()

        self.assertEqual(self.narrowed(self.request(run), COMPILER + mistake)["outcome"], "same")
        answer = self.narrowed(self.request(of_a_page), COMPILER + mistake)
        self.assertEqual((answer["outcome"], answer.get("why")), ("unable", BOTH))

    def test_the_first_database_with_the_tables_is_used(self) -> None:
        request = self.request(list_page)
        nova = {**request["databases"][0], "models": "nova_api"}
        request["databases"].insert(0, nova)
        self.assertEqual(self.narrowed(request)["outcome"], "same")

    def test_what_cannot_be_narrowed(self) -> None:
        request = self.request(list_page)
        database = request["databases"][0]
        for changed, why in (
            ({"asked": 1}, "the statement was not kept"),
            ({"databases": []}, "no database has the tables"),
            ({"databases": [{**database, "models": "none"}]}, "the models 'none' are unknown"),
            ({"databases": [{**database, "rows": "/nonexistent"}]}, "OperationalError"),
            ({"seconds": 0}, "the time was over"),
        ):
            with self.subTest(why):
                answer = answered(json.dumps({**request, **changed}))
                self.assertEqual((answer["id"], answer["outcome"]), ("1", "unable"))
                self.assertIn(why, answer["why"])
                self.assertEqual(self.server.keys(), [])

    def test_a_value_that_was_cut_is_taken_from_the_form(self) -> None:
        def run(session: Any) -> Any:
            return session.query(Image).filter(Image.name != "n" * 200).all()

        self.assertEqual(answered(json.dumps(self.request(run)))["outcome"], "same")

    def test_the_process(self) -> None:
        request = json.dumps(self.request(list_page))
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "narrow"],
            input=f"{request}\nnot JSON\n[]\n\n{request}\n",
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([it["outcome"] for it in answers], ["same", "unable", "unable", "same"], answers)
        self.assertEqual(self.server.keys(), [])


if __name__ == "__main__":
    unittest.main()
