"""Nova's databases on ROME for a test."""

import tempfile
from pathlib import Path
from typing import Any

import nova

from managed.databases import discovery
from nova_test_case import NovaTestCase
from redis_engines import make_server

# The only line that `run-scenarios copy nova` changes, as tests/unit/copy.spec.ts checks.
OSLO = "from oslo_db.sqlalchemy import enginefacade\n"
ROME = "from rome import enginefacade\n"


def write_copy(folder: str) -> str:
    """Write a discovery copy of Nova's main DB API to the folder, and return its path."""
    copy = Path(folder, "api.py")
    copy.write_text(
        Path(nova.__file__).with_name("db").joinpath("main/api.py").read_text().replace(OSLO, ROME)
    )
    return str(copy)


class NovaOnRome(NovaTestCase):
    """A Redis for the class, with Nova's databases, which are empty for each test."""

    server: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = make_server()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        discovery.install_nova(write_copy(folder), cls.server.address)
        cls.connect("sqlite+rome:///nova_cell1", "sqlite+rome:///nova_api")

    @classmethod
    def inconsistent(cls) -> list[str]:
        """Return the checker's findings in Nova's databases. Nothing may write at the same time."""
        from rome.check import check
        from rome.models import MODELS

        return [
            finding
            for name, models in discovery.DATABASES["nova"].items()
            for finding in check(discovery.url(cls.server.address, name), MODELS[models]()).findings
        ]

    def setUp(self) -> None:
        from rome import database

        for name in discovery.DATABASES["nova"]:
            store = database.find(name).store
            store.wipe()
            store.mark()
