"""Runs Nova's own tests of its databases, from the installed package.

    nova_db_tests.py sqlite|rome enforced|ignored K/N TEST...

It prints JSON: {outcomes: {test: outcome}, constructs: [construct that a statement needed]}. The second argument sets
whether foreign keys are enforced. By default, SQLite ignores them and ROME enforces them. Of the tests, it runs every
N-th from number K on; 0/1 are all. On ROME, the tests use the
discovery copy of Nova's main DB API over a private Redis. This is a separate process, because Nova's test modules patch
the whole process with eventlet.
"""

import nova.monkey_patch  # before any other import

if hasattr(nova.monkey_patch, "patch"):  # older releases patch when they are imported
    nova.monkey_patch.patch()

# isort: split

import contextlib
import importlib
import io
import itertools
import json
import os
import sys
import tempfile
import unittest
import warnings
from collections.abc import Iterator
from typing import Any

from outcomes import Outcomes, note_constructs

# The paths of a file that the tests expect next to the source: in Debian's package, in a release's environment.
_PASTE = ("/usr/share/nova-common/api-paste.ini", os.path.join(sys.prefix, "etc/nova/api-paste.ini"))
# More databases than any test uses at once.
_DATABASES = 12


def main(backend: str, references: str, part: str, tests: list[str]) -> None:
    warnings.simplefilter("ignore")
    with contextlib.ExitStack() as stack:
        # Modules print while they are loaded, too.
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if backend == "rome":
            databases = stack.enter_context(_rome(references == "enforced"))
            _replace_fixture_databases(databases)
        elif references == "enforced":
            _enforce_references()
        _find_paste_configuration()
        first, step = map(int, part.split("/"))
        every = list(_tests_of(unittest.defaultTestLoader.loadTestsFromNames(tests)))
        suite = unittest.TestSuite(every[first::step])
        result, needed = Outcomes(), note_constructs()
        suite.run(result)
    json.dump({"outcomes": result.outcomes, "constructs": sorted(needed)}, sys.stdout)


def _tests_of(suite: Any) -> Iterator[Any]:
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _tests_of(each)
        else:
            yield each


def _enforce_references() -> None:
    from nova.db.api import api as api_database
    from nova.db.main import api

    for module in (api, api_database):
        configuration = module._get_db_conf
        module._get_db_conf = lambda *given, _own=configuration, **more: {
            **_own(*given, **more),
            "sqlite_fk": True,
        }


class _Databases:
    """Nova's databases on ROME. Each is emptied before use."""

    def __init__(self, url: str, references: bool) -> None:
        import rome
        from rome.models import MODELS

        self._cells = [f"cell{n}" for n in range(_DATABASES)]
        self._urls: dict[str, str] = {}
        self._next = itertools.count()
        for name in ("main", *self._cells):
            rome.configure(name, MODELS["nova"](), f"{url}?namespace={name}", references=references)
        rome.configure("api", MODELS["nova_api"](), f"{url}?namespace=api", references=references)

    def empty(self, name: str) -> str:
        """Empty a database, and return its URL."""
        from rome import database

        store = database.find(name).store
        store.wipe()
        store.mark()
        return f"sqlite+rome:///{name}"

    def for_connection(self, connection: str | None) -> str:
        """Return the URL of the database that replaces a SQLite database.

        The same connection always has the same database. None has a new one at each call.
        """
        if connection not in self._urls:
            url = self.empty(self._cells[next(self._next) % _DATABASES])
            if connection is None:
                return url
            self._urls[connection] = url
        return self._urls[connection]


@contextlib.contextmanager
def _rome(references: bool) -> Iterator[_Databases]:
    from nova_on_rome import write_copy
    from redis_engines import make_server

    # That module is for tests without eventlet, and Nova reads the variable again.
    os.environ.pop("OS_NOVA_DISABLE_EVENTLET_PATCHING", None)

    server = make_server()
    server.start()
    try:
        from nova.db.api import api as api_database

        from managed.databases import discovery
        from rome import enginefacade

        databases = _Databases(server.address, references)
        api_database.context_manager = enginefacade.transaction_context()
        with tempfile.TemporaryDirectory() as folder:
            discovery.replace(discovery.NOVA, write_copy(folder))
        yield databases
    finally:
        server.stop()


def _replace_fixture_databases(databases: _Databases) -> None:
    from nova.db.main import api
    from nova.tests.fixtures import conf

    from rome import enginefacade

    fixtures = importlib.import_module("nova.tests.fixtures.nova")  # a name in the package hides it
    fixtures.enginefacade = enginefacade
    fixtures.Database._apply_schema = lambda self: None
    fixtures.CellDatabases._cache_schema = lambda self, connection: None

    create, set_up = api.create_context_manager, fixtures.Database.setUp
    configure = conf.ConfFixture.setUp

    def created(connection: Any = None) -> Any:
        return create(connection=databases.for_connection(connection))

    def emptied(self: Any) -> None:
        if self.connection is None:
            databases.empty(self.database)
        set_up(self)

    def configured(self: Any) -> None:
        configure(self)
        self.conf.set_default("connection", "sqlite+rome:///main", group="database")
        self.conf.set_default("connection", "sqlite+rome:///api", group="api_database")

    api.create_context_manager = created
    fixtures.Database.setUp = emptied
    conf.ConfFixture.setUp = configured


def _find_paste_configuration() -> None:
    from nova.tests.fixtures import conf

    configure = conf.ConfFixture.setUp

    def configured(self: Any) -> None:
        configure(self)
        self.conf.set_default("api_paste_config", next(filter(os.path.exists, _PASTE)), group="wsgi")

    conf.ConfFixture.setUp = configured


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
