"""Runs Glance's own tests of its database driver, from the installed package, on ROME."""

import contextlib
import io
import os
import shutil
import tempfile
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import TestResult

import glance.tests  # noqa: F401  (sets up translations, so it must come first)
import sqlalchemy as sa
from glance.db.sqlalchemy import api
from glance.tests.functional.db import test_sqlalchemy as driver
from oslo_db.sqlalchemy import engines, orm

import constructs
import rome
from rome.models import MODELS
from rome.survey_cases import CASES
from rome_test_case import RomeTestCase

# Files that the tests expect in the working directory. Debian's package omits them or has them elsewhere.
_EMPTY = {"policy.yaml": "{}", "property-protections.conf": ""}
_SHARED = Path("/usr/share/glance-common")


@contextlib.contextmanager
def working_directory() -> Iterator[None]:
    before, folder = os.getcwd(), tempfile.mkdtemp(prefix="rome-test-")
    etc = Path(folder, "glance/tests/etc")
    etc.mkdir(parents=True)
    for name, text in _EMPTY.items():
        (etc / name).write_text(text)
    for file in _SHARED.glob("*.*"):
        if file.is_file():
            shutil.copy(file, etc)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database(
    get_engine: Callable[..., Any], get_session: Callable[..., Any], reset: Callable[[], Any]
) -> Iterator[None]:
    """Run Glance's DB API on another database, as with the copy of a port."""
    put = {
        (api, "get_engine"): get_engine,
        (api, "get_session"): get_session,
        (driver, "reset_db"): lambda _: reset(),
        (driver, "reset_db_metadef"): lambda _: reset(),
    }
    kept = {place: getattr(*place) for place in put}
    for place, value in put.items():
        setattr(*place, value)
    try:
        yield
    finally:
        for place, value in kept.items():
            setattr(*place, value)


def run(suite: unittest.TestSuite) -> TestResult:
    result = TestResult()
    said = io.StringIO()
    with working_directory(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        suite.run(result)
    return result


def failed(result: TestResult) -> dict[str, str]:
    return {test.id(): text for test, text in [*result.errors, *result.failures]}


class GlanceDriver(RomeTestCase):
    def on_rome(self, suite: unittest.TestSuite) -> TestResult:
        def reset() -> None:
            self.store.wipe()
            self.store.mark()

        def get_session(autocommit: bool = True, expire_on_commit: bool = False) -> Any:
            return rome.get_session("glance", autocommit, expire_on_commit)

        with database(lambda: rome.get_engine("glance"), get_session, reset):
            return run(suite)

    def on_sqlite(self, names: list[str]) -> TestResult:
        """Run the tests on SQLite with foreign keys enforced, as in ROME and MySQL. Glance's default is without."""
        engine = engines.create_engine("sqlite://", sqlite_fk=True)
        maker = orm.get_maker(engine, autocommit=True)

        def reset() -> None:
            for metadata in MODELS["glance"]():
                metadata.drop_all(engine)
                metadata.create_all(engine)

        def get_session(autocommit: bool = True, expire_on_commit: bool = False) -> Any:
            return maker(autocommit=autocommit, expire_on_commit=expire_on_commit)

        with database(lambda: engine, get_session, reset):
            return run(unittest.defaultTestLoader.loadTestsFromNames(names))

    def test_rome_passes_the_same_tests_as_sqlite_with_foreign_keys(self) -> None:
        needed: set[str] = set()

        @sa.event.listens_for(rome.get_engine("glance"), "before_cursor_execute")
        def note(
            connection: Any, cursor: Any, statement: Any, parameters: Any, context: Any, many: bool
        ) -> None:
            if context.compiled is not None:
                needed.update(constructs.of_execution(context.compiled.statement, many))

        suite = unittest.defaultTestLoader.loadTestsFromModule(driver)
        count = suite.countTestCases()
        result = self.on_rome(suite)
        self.assertEqual((result.testsRun, len(result.skipped)), (count, 0))
        self.assertGreater(count, 200)
        lost = failed(result)
        also_lost = failed(self.on_sqlite(sorted(lost)))
        self.assertEqual(set(lost), set(also_lost), "\n".join(lost.values()))
        # The survey has a case for each construct that Glance's statements need.
        self.assertEqual(needed - set(CASES), set())


if __name__ == "__main__":
    unittest.main()
