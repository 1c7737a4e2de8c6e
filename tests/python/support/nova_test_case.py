"""Nova's DB API for a test, in this process and in forked processes."""

import os

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"  # before any import of Nova

import multiprocessing
import tempfile
import unittest
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_DEADLINE_SECONDS = 60.0


class NovaTestCase(unittest.TestCase):
    """A test case with Nova's main DB API as `self.api`, after a subclass has called `connect`."""

    api: Any

    @classmethod
    def connect(cls, main: str, api: str) -> None:
        """Configure Nova with the URLs of its main database and its API database."""
        from nova import config, objects
        from nova.db.main import api as main_db_api

        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        settings = Path(folder, "nova.conf")
        settings.write_text(f"[database]\nconnection = {main}\n[api_database]\nconnection = {api}\n")
        config.parse_args(["nova", "--config-file", str(settings)])
        objects.register_all()
        cls.api = main_db_api

    def context(self, project: str = "project") -> Any:
        from nova import context

        return context.RequestContext("user", project, is_admin=True)

    def leave_connections(self) -> None:
        """Close the connections of this process before a fork, because two processes cannot share a connection."""
        from nova.db.api import api as api_database

        for manager in (self.api.context_manager, api_database.context_manager):
            manager.dispose_pool()

    def together(self, work: Callable[[int], Any], processes: int = 4) -> Mapping[Any, int]:
        """Call `work(number)` in several processes at once. Count the results, and the exceptions by type name."""
        self.leave_connections()
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
