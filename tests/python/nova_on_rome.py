"""Nova's DB API on ROME for a test, in this process and in those that it forks."""
import os

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"      # before anything of Nova is imported

import multiprocessing
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Mapping

import nova
from redis_server import RedisServer

sys.path.insert(0, str(Path(__file__).parents[2] / "deployments/openstack"))

import discovery  # noqa: E402

# The one line that `run-scenarios copy nova` changes; tests/unit/copy.spec.ts holds it to that.
OSLO = "from oslo_db.sqlalchemy import enginefacade\n"
ROME = "from rome import enginefacade\n"
_DEADLINE_SECONDS = 60.0


def write_copy(folder: str) -> str:
    """Path of a discovery copy of Nova's main DB API."""
    copy = Path(folder, "api.py")
    copy.write_text(Path(nova.__file__).with_name("db").joinpath("main/api.py").read_text().replace(OSLO, ROME))
    return str(copy)


class NovaOnRome(unittest.TestCase):
    """Nova's databases over a Redis of the class, empty for each test. `self.api`: the main DB API."""

    server: RedisServer
    api: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = RedisServer()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        discovery.install_nova(write_copy(folder), cls.server.socket)
        from nova import config, objects
        from nova.db.main import api
        settings = Path(folder, "nova.conf")
        settings.write_text("[database]\nconnection = sqlite+rome:///nova_cell1\n"
                            "[api_database]\nconnection = sqlite+rome:///nova_api\n")
        config.parse_args(["nova", "--config-file", str(settings)])
        objects.register_all()
        cls.api = api

    def setUp(self) -> None:
        from rome import database
        for name in discovery.DATABASES["nova"]:
            store = database.find(name).store
            store.wipe()
            store.mark()

    def context(self, project: str = "project"):
        from nova import context
        return context.RequestContext("user", project, is_admin=True)

    def together(self, work: Callable[[int], Any], processes: int = 4) -> Mapping[Any, int]:
        """Run it in several processes at once, each with its number; counts what they returned, or raised (by
        type)."""
        fork = multiprocessing.get_context("fork")
        barrier, results = fork.Barrier(processes), fork.Queue()

        def run(number: int) -> None:
            barrier.wait()
            try:
                results.put(work(number))
            except Exception as error:
                results.put(type(error).__name__)

        children = [fork.Process(target=run, args=(n,)) for n in range(processes)]
        for child in children:
            child.start()
        seen = Counter(results.get(timeout=_DEADLINE_SECONDS) for _ in children)
        for child in children:
            child.join()
        return seen
