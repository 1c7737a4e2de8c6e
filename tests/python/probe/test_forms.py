"""Forms of statements: which are kept, by whom, and that they are the statements."""

import io
import os
import pathlib
import stat
import subprocess
import sys
import unittest
from unittest import mock

import sqlalchemy as sa
from oslo_db.sqlalchemy import orm
from test_results import API_MODULE, BY_NAME, METADATA, ROWS, THINGS, ProbedDatabase

import probe
from narrow.forms import bind, load
from probe import forms
from probe.values import shown, shown_parameters


class Forms(ProbedDatabase):
    def install(self, path: str) -> None:
        self.addCleanup(probe.uninstall)
        probe.install(path, orm.Query, API_MODULE, values=True)

    @property
    def folder(self) -> pathlib.Path:
        return self.path.with_name("probe.jsonl.forms")

    def kept(self) -> set[str]:
        return set(os.listdir(self.folder)) if self.folder.exists() else set()

    def test_each_statement_is_kept_once(self) -> None:
        with self.engine.begin() as connection:
            for name in ("a", "b"):
                connection.execute(sa.select(THINGS).where(THINGS.c.name == name)).fetchall()
            first = {name: (self.folder / name).stat() for name in self.kept()}
            connection.execute(sa.select(THINGS).where(THINGS.c.name == "c")).fetchall()
            connection.execute(THINGS.insert(), [{"made": 4, "name": "d"}])
            connection.execute(THINGS.update().where(THINGS.c.made > 2).values(made=0))
            connection.execute(THINGS.delete())
            connection.execute(sa.text("SELECT 2"))
        self.assertEqual(len(first), 1)
        statements = [event for event in self.events() if "asked" in event]
        kept = {str(it["asked"]) for it in statements if it["constructs"] not in (["insert"], ["text"])}
        self.assertEqual(self.kept(), kept)
        self.assertEqual(len(self.kept()), 3)
        for name, status in first.items():
            self.assertEqual((self.folder / name).stat().st_mtime_ns, status.st_mtime_ns)
        modes = {stat.S_IMODE(it.stat().st_mode) for it in [self.folder, *self.folder.iterdir()]}
        self.assertEqual(modes, {0o700, 0o600})

    def test_nothing_is_kept_without_values(self) -> None:
        probe.uninstall()
        probe.install(str(self.path), orm.Query, API_MODULE)
        with self.engine.connect() as connection:
            connection.execute(BY_NAME).fetchall()
        self.assertFalse(self.folder.exists())

    def test_a_form_is_the_statement(self) -> None:
        statement = sa.select(THINGS.c.name).where(THINGS.c.name.in_(["a", "c"]), THINGS.c.made < 9)
        with self.engine.connect() as connection:
            connection.execute(statement.order_by(THINGS.c.name.desc()).limit(5)).fetchall()
            (event,) = self.events()
            form, tables = load(str(self.folder), event["asked"], [METADATA])
            self.assertEqual(tables, [THINGS])
            again = connection.execute(bind(form, event["given"][0])).fetchall()
            other = {**event["given"][0], "made_1": 2}
            fewer = connection.execute(bind(form, other)).fetchall()
        self.assertEqual(([*map(tuple, again)], [*map(tuple, fewer)]), ([("c",), ("a",)], [("a",)]))

    def test_orm_statements(self) -> None:
        thing = sa.orm.registry().map_imperatively(type("Thing", (), {}), THINGS).class_
        other = sa.orm.aliased(thing)
        with orm.get_maker(self.engine)() as session:
            session.query(thing).join(other, other.made == thing.made).filter(other.name == "b").all()
            some, rest = (session.query(thing).filter(thing.made == made) for made in (1, 3))
            some.union(rest).order_by(thing.name).all()
            session.query(thing).filter_by(name="a").update({"made": 7})
            session.query(thing).filter_by(name="b").delete()
            session.rollback()
        selects = [event for event in self.events() if "asked" in event]
        results = []
        with self.engine.begin() as connection:
            for event in selects:
                form, _ = load(str(self.folder), event["asked"], [METADATA])
                result = connection.execute(bind(form, event["given"][0]))
                results.append([tuple(row) for row in result] if result.returns_rows else result.rowcount)
        self.assertEqual(results, [[(2, "b")], [(1, "a"), (3, "c")], 1, 1])

    def test_what_is_too_long_or_too_much_is_skipped(self) -> None:
        with mock.patch.object(forms, "MAX_BYTES", 10), self.engine.connect() as connection:
            connection.execute(BY_NAME).fetchall()
        self.assertEqual(self.kept(), set())
        with mock.patch.object(forms, "MAX_FORMS", 1), self.engine.connect() as connection:
            connection.execute(sa.select(THINGS.c.name)).fetchall()
            connection.execute(sa.select(THINGS.c.made)).fetchall()
        self.assertEqual(len(self.kept()), 1)

    def test_errors_do_not_reach_the_service(self) -> None:
        self.folder.write_text("not a folder")
        with mock.patch("sys.stderr", io.StringIO()), self.engine.connect() as connection:
            self.assertEqual(len(connection.execute(BY_NAME).fetchall()), 3)
        (failure,) = (event for event in self.events() if event["kind"] == "probe-error")
        self.assertEqual(failure["where"], "keeping a form")

    def test_two_processes_share_a_folder(self) -> None:
        code = (
            "import sys; sys.path[:0] = sys.argv[3:]; import sqlalchemy as sa; from oslo_db.sqlalchemy import orm;"
            "import probe, test_results as it;"
            "probe.install(sys.argv[1], orm.Query, it.API_MODULE, values=True);"
            "engine = sa.create_engine(sys.argv[2]);"
            "engine.connect().execute(it.BY_NAME).fetchall()"
        )
        command = [sys.executable, "-c", code, str(self.path), str(self.engine.url), *sys.path]
        processes = [subprocess.Popen(command) for _ in range(2)]
        self.assertEqual([process.wait() for process in processes], [0, 0])
        (name,) = self.kept()
        form, _ = load(str(self.folder), int(name), [METADATA])
        with self.engine.connect() as connection:
            self.assertEqual(len(connection.execute(form).fetchall()), len(ROWS))

    def test_values_of_an_in_are_a_list(self) -> None:
        few, many = ["a", None, 1], list(range(51))
        given = {"few": few, "many": many, "password": ["x"]}
        hidden = ["hidden 1 2363233923"]
        self.assertEqual(shown_parameters([given]), [{"few": few, "many": shown(many), "password": hidden}])
        self.assertTrue(shown(many).startswith("list [0, 1"))


if __name__ == "__main__":
    unittest.main()
