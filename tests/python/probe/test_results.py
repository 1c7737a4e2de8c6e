"""Events of statements whose rows are read in each way of SQLAlchemy, or not at all."""

import gc
import json
import pathlib
import sys
import tempfile
import types
import unittest
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from oslo_db.sqlalchemy import orm

import probe

# A service without functions.
API_MODULE = "service.db.api"
sys.modules[API_MODULE] = types.ModuleType(API_MODULE)

METADATA = sa.MetaData()
THINGS = sa.Table(
    "things", METADATA, sa.Column("made", sa.Integer), sa.Column("name", sa.String(20), primary_key=True)
)
ROWS = [{"made": 1, "name": "a"}, {"made": 2, "name": "b"}, {"made": 3, "name": "c"}]
BY_NAME = sa.select(THINGS).order_by(THINGS.c.name)


class ProbedDatabase(unittest.TestCase):
    """Each test has its own database with three rows, and its own probe."""

    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.path = pathlib.Path(kept.name, "probe.jsonl")
        self.engine = sa.create_engine(f"sqlite:///{kept.name}/things.sqlite")
        self.addCleanup(self.engine.dispose)
        METADATA.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(THINGS.insert(), ROWS)
        self.install(str(self.path))

    def install(self, path: str) -> None:
        self.addCleanup(probe.uninstall)
        probe.install(path, orm.Query, API_MODULE)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


class Results(ProbedDatabase):
    """The content of a statement's event, and when it is written."""

    def read(self) -> list[tuple[int, list[Any]]]:
        """Return (rows, keys) of each event."""
        return [(event["rows"], event["keys"]) for event in self.events()]

    def test_inserts_whose_new_keys_the_library_reads_itself_do_not_count_as_empty(self) -> None:
        numbered = sa.Table("numbered", METADATA, sa.Column("id", sa.Integer, primary_key=True))
        self.addCleanup(METADATA.remove, numbered)
        numbered.create(self.engine)

        class Numbered:
            """A row with a number that the database chooses."""

        registry = sa.orm.registry()
        self.addCleanup(registry.dispose)
        registry.map_imperatively(Numbered, numbered)
        probe.uninstall()
        probe.install(str(self.path), orm.Query, API_MODULE, values=True)
        with sa.orm.Session(self.engine) as session, session.begin():
            session.add_all([Numbered() for _ in range(3)])
        inserts = [event for event in self.events() if event["sql"].startswith("INSERT")]
        self.assertGreaterEqual(len(inserts), 1)
        self.assertEqual(sum(len(event.get("given", [])) for event in inserts), 3)
        # SQLAlchemy 2 adds RETURNING, and reads its rows before it makes a result.
        self.assertTrue(all(event.get("rows") != 0 for event in inserts), inserts)

    def test_rows_read_all_at_once_one_by_one_and_in_parts(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(BY_NAME).fetchall()
            self.assertEqual(len(list(connection.execute(BY_NAME))), 3)
            result = connection.execute(BY_NAME)
            while result.fetchone() is not None:
                pass
            for part in connection.execute(BY_NAME).partitions(2):
                self.assertLessEqual(len(part), 2)
            streamed = connection.execution_options(stream_results=True).execute(BY_NAME)
            self.assertEqual(len(streamed.fetchall()), 3)
            # The key is the primary key, although `made` is the first column.
            self.assertEqual(self.read(), [(3, ["a", "b", "c"])] * 5)

    def test_a_write_has_the_number_of_rows_that_the_service_is_told(self) -> None:
        class Context(self.engine.dialect.execution_ctx_cls):  # type: ignore[name-defined, misc]
            rowcount = 7

        self.engine.dialect.execution_ctx_cls = Context
        with self.engine.begin() as connection:
            self.assertEqual(connection.execute(THINGS.update().values(made=4)).rowcount, 7)
        self.assertEqual(self.events()[-1]["rows"], 7)

    def test_rows_without_a_primary_key_have_the_first_column_as_key(self) -> None:
        with self.engine.connect() as connection:
            self.assertEqual(connection.execute(sa.select(sa.func.count(THINGS.c.name))).scalar(), 3)
        self.assertEqual(self.read(), [(1, [3])])

    def test_orm_queries(self) -> None:
        mapped = sa.orm.registry().map_imperatively(type("Thing", (), {}), THINGS).class_
        with orm.get_maker(self.engine)() as session:
            self.assertEqual(session.query(mapped).order_by(mapped.name).first().name, "a")
            self.assertEqual(len(list(session.query(mapped).order_by(mapped.name).yield_per(2))), 3)
        self.assertEqual(self.read(), [(1, ["a"]), (3, ["a", "b", "c"])])

    def test_a_result_that_is_closed_early(self) -> None:
        with self.engine.connect() as connection:
            result = connection.execute(BY_NAME)
            result.fetchone()
            self.assertEqual(self.events(), [])
            result.close()
            self.assertEqual(self.read(), [(1, ["a"])])

    def test_a_result_that_is_dropped_unread(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(BY_NAME)
            gc.collect()
            self.assertEqual(self.read(), [(0, [])])

    def test_an_unread_result_after_its_connection_is_closed(self) -> None:
        with self.engine.connect() as connection:
            result = connection.execute(BY_NAME)
            self.assertEqual(self.events(), [])
        self.assertEqual(self.read(), [(0, [])])
        del result
        self.assertEqual(len(self.events()), 1)

    def test_an_open_result_is_recorded_when_the_probe_is_removed(self) -> None:
        with self.engine.connect() as connection:
            result = connection.execute(BY_NAME)
            probe.uninstall()
            self.assertEqual(len(result.fetchall()), 3)
        self.assertEqual(self.read(), [(0, [])])

    def test_writes_have_their_row_counts(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(THINGS.insert(), [{"made": 4, "name": "d"}, {"made": 5, "name": "e"}])
            connection.execute(THINGS.update().where(THINGS.c.made > 2).values(made=0))
            connection.execute(THINGS.delete())
        self.assertEqual(
            [(event["rows"], event["constructs"]) for event in self.events()],
            [(2, ["insert", "insert.many"]), (3, ["op.gt", "update"]), (5, ["delete"])],
        )

    def test_at_most_fifty_keys(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(THINGS.delete())
            connection.execute(THINGS.insert(), [{"made": n, "name": f"{n:03}"} for n in range(70)])
            connection.execute(BY_NAME).fetchall()
        self.assertEqual((self.events()[-1]["rows"], self.events()[-1]["keys"][-1]), (70, "049"))
        self.assertEqual(len(self.events()[-1]["keys"]), 50)

    def test_housekeeping_is_not_recorded_but_plain_sql_is(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(sa.select(1))
            connection.execute(sa.text("PRAGMA user_version"))
            connection.exec_driver_sql("SELECT name FROM things WHERE name = 'b'").fetchall()
        (event,) = self.events()
        self.assertEqual((event["sql"], event["rows"]), ("SELECT name FROM things WHERE name = '?'", 1))

    def test_a_failing_statement(self) -> None:
        with self.engine.connect() as connection, self.assertRaises(sa.exc.IntegrityError):
            connection.execute(THINGS.insert(), ROWS[0])
        (event,) = self.events()
        self.assertEqual(
            (event["error"].partition(":")[0], event["constructs"]), ("IntegrityError", ["insert"])
        )

    def test_an_unreachable_database(self) -> None:
        with self.assertRaises(sa.exc.OperationalError):
            sa.create_engine("sqlite:////nonexistent/folder/file").connect()
        (event,) = self.events()
        self.assertEqual((event["error"].partition(":")[0], "sql" in event), ("OperationalError", False))


if __name__ == "__main__":
    unittest.main()
