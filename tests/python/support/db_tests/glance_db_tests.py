"""Runs Glance's own tests of its database driver, from the installed package: `glance_db_tests.py sqlite|rome`.

It prints JSON: {outcomes: {test: `ok`, or the text of the error}, constructs: [construct that a statement needed]}. Both
backends enforce foreign keys, as MySQL does.
"""

import glance.tests  # noqa: F401  (sets up translations, so it must come first)

# isort: split

import contextlib
import io
import json
import shutil
import sys
import tempfile
import unittest
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from glance.db.sqlalchemy import api
from glance.tests.functional.db import test_sqlalchemy as driver
from oslo_db.sqlalchemy import engines, orm
from outcomes import Outcomes, note_constructs

import rome
from redis_engines import make_server
from rome import database, enginefacade
from rome.models import MODELS

_EMPTY = {"policy.yaml": "{}", "property-protections.conf": ""}
# In Debian's package, and in a release's environment.
_SHARED = (Path("/usr/share/glance-common"), Path(sys.prefix, "etc/glance"))


def main(backend: str) -> None:
    warnings.simplefilter("ignore")
    with contextlib.ExitStack() as stack:
        stack.enter_context(_working_directory())
        if backend == "rome":
            server = make_server()
            server.start()
            stack.callback(server.stop)
            reset = _use_rome(server.url("glance"))
        else:
            reset = _use_sqlite()
        driver.reset_db = driver.reset_db_metadef = lambda _: reset()
        result, needed = Outcomes(), note_constructs()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            unittest.defaultTestLoader.loadTestsFromModule(driver).run(result)
    json.dump({"outcomes": result.outcomes, "constructs": sorted(needed)}, sys.stdout)


@contextlib.contextmanager
def _working_directory() -> Iterator[None]:
    """Work in a folder with the files that the tests expect there, and that the packages have elsewhere or omit."""
    with tempfile.TemporaryDirectory(prefix="rome-test-") as folder, contextlib.chdir(folder):
        etc = Path("glance/tests/etc")
        etc.mkdir(parents=True)
        for name, text in _EMPTY.items():
            (etc / name).write_text(text)
        for file in next(filter(Path.is_dir, _SHARED)).glob("*.*"):
            if file.is_file():
                shutil.copy(file, etc)
        yield


def _use_rome(url: str) -> Callable[[], None]:
    """Let Glance's DB API use ROME. Return a function that empties the database."""
    rome.configure("glance", MODELS["glance"](), url)
    store = database.find("glance").store
    if hasattr(api, "get_session"):  # before 2023.1

        def session(autocommit: bool = True, expire_on_commit: bool = False) -> Any:
            return rome.get_session("glance", autocommit, expire_on_commit)

        api.get_engine, api.get_session = lambda: rome.get_engine("glance"), session
    else:
        api._main_context_manager = enginefacade.transaction_context()
        api._main_context_manager.configure(connection="sqlite+rome:///glance")

    def reset() -> None:
        store.wipe()
        store.mark()

    return reset


def _use_sqlite() -> Callable[[], None]:
    """Let Glance's DB API use SQLite with foreign keys. Return a function that empties the database."""
    if hasattr(api, "get_session"):
        engine = engines.create_engine("sqlite://", sqlite_fk=True)
        api.get_engine, api.get_session = lambda: engine, orm.get_maker(engine, autocommit=True)
    else:
        api._get_main_context_manager().configure(connection="sqlite://")
        engine = api.get_engine()

    def reset() -> None:
        for metadata in MODELS["glance"]():
            metadata.drop_all(engine)
            metadata.create_all(engine)

    return reset


if __name__ == "__main__":
    main(sys.argv[1])
