"""Failures of the probe, and values that it never records."""

import concurrent.futures
import contextlib
import io
import unittest
from collections.abc import Iterator

from oslo_context import context as oslo_context
from oslo_db.sqlalchemy import orm
from test_results import API_MODULE, BY_NAME, ProbedDatabase

import probe
from probe.sql_text import shown_error, shown_sql


class Unrequested(oslo_context.RequestContext):
    """A context whose id raises an error, in place of a bug in the service or in the probe."""

    @property
    def request_id(self) -> str:
        raise LookupError("no id")

    @request_id.setter
    def request_id(self, value: str) -> None:
        """The constructor sets an id, which is discarded."""


class Failures(ProbedDatabase):
    """A failure of the probe never becomes a failure of the service."""

    def test_a_failed_event_becomes_a_probe_error(self) -> None:
        def work() -> None:
            Unrequested()  # becomes the thread's context, and is gone with the thread
            with self.engine.connect() as connection:
                for _ in range(2):
                    self.assertEqual(len(connection.execute(BY_NAME).fetchall()), 3)

        with self.captured_stderr() as output, concurrent.futures.ThreadPoolExecutor(1) as pool:
            pool.submit(work).result()
        self.assertEqual(
            [(event["kind"], event["error"]) for event in self.events()],
            [("probe-error", "LookupError: no id")] * 2,
        )
        self.assertEqual(len(output.getvalue().splitlines()), 1)

    def test_a_full_disk(self) -> None:
        probe.uninstall()
        self.install("/dev/full")
        with self.captured_stderr() as output, self.engine.connect() as connection:
            for _ in range(2):
                self.assertEqual(len(connection.execute(BY_NAME).fetchall()), 3)
        self.assertIn("events are being lost", output.getvalue())
        self.assertEqual(len(output.getvalue().splitlines()), 2)

    def test_install_with_invalid_arguments(self) -> None:
        with self.assertRaises(RuntimeError):
            probe.install(str(self.path), orm.Query, API_MODULE)
        probe.uninstall()
        for name in ("service", "service..api", "service.db api"):
            with self.assertRaises(ValueError):
                probe.install(str(self.path), orm.Query, name)
        with self.assertRaises(ModuleNotFoundError):
            probe.install(str(self.path), orm.Query, "nothing.here")
        with self.assertRaises(FileNotFoundError):
            probe.install(str(self.path.parent / "missing" / "file"), orm.Query, API_MODULE)

    def test_uninstall_restores_the_query_class(self) -> None:
        probe.uninstall()
        query_class = type("Query", (orm.Query,), {"one": lambda query: super(query_class, query).one()})
        before = dict(vars(query_class))
        probe.install(str(self.path), query_class, API_MODULE)
        self.assertLess(len(before), len(vars(query_class)))
        self.assertIsNot(vars(query_class)["one"], before["one"])
        probe.uninstall()
        self.assertEqual(dict(vars(query_class)), before)

    @contextlib.contextmanager
    def captured_stderr(self) -> Iterator[io.StringIO]:
        """Capture stderr."""
        with contextlib.redirect_stderr(io.StringIO()) as output:
            yield output


class Texts(unittest.TestCase):
    """SQL and error messages without values."""

    def test_quoted_literals_are_hidden(self) -> None:
        self.assertEqual(
            shown_sql("SELECT 'it''s',\n \"name\" FROM t WHERE a = 'b' AND c = ''"),
            "SELECT '?', \"name\" FROM t WHERE a = '?' AND c = '?'",
        )

    def test_bind_values_in_a_message_are_hidden(self) -> None:
        error = ValueError("Duplicate entry 'secret-name-1' for key 'PRIMARY'")
        self.assertEqual(
            shown_error(error, [("secret-name", "secret-name-1", 5, None)]),
            "ValueError: Duplicate entry '?' for key 'PRIMARY'",
        )


if __name__ == "__main__":
    unittest.main()
