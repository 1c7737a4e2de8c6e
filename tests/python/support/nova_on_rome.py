"""Nova's databases on ROME for a test."""

import tempfile
from pathlib import Path

import nova

from managed.databases import discovery
from nova_test_case import NovaTestCase
from redis_server import RedisServer

# The one line that `run-scenarios copy nova` changes; tests/unit/copy.spec.ts holds it to that.
OSLO = "from oslo_db.sqlalchemy import enginefacade\n"
ROME = "from rome import enginefacade\n"


def write_copy(folder: str) -> str:
    """Path of a discovery copy of Nova's main DB API."""
    copy = Path(folder, "api.py")
    copy.write_text(
        Path(nova.__file__).with_name("db").joinpath("main/api.py").read_text().replace(OSLO, ROME)
    )
    return str(copy)


class NovaOnRome(NovaTestCase):
    """Nova's databases over a Redis of the class, empty for each test."""

    server: RedisServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = RedisServer()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        discovery.install_nova(write_copy(folder), cls.server.socket)
        cls.connect("sqlite+rome:///nova_cell1", "sqlite+rome:///nova_api")

    @classmethod
    def inconsistent(cls) -> list[str]:
        """What the checker finds in Nova's databases, while nobody writes."""
        from rome.check import check
        from rome.models import MODELS

        return [
            finding
            for name, models in discovery.DATABASES["nova"].items()
            for finding in check(discovery.url(cls.server.socket, name), MODELS[models]()).findings
        ]

    def setUp(self) -> None:
        from rome import database

        for name in discovery.DATABASES["nova"]:
            store = database.find(name).store
            store.wipe()
            store.mark()
