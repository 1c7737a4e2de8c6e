"""A private Redis for a test: on a unix socket in a temporary folder, gone with it."""
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from typing import Mapping

import redis

START_SECONDS = 10.0


class RedisServer:
    """`start()` and `stop()` come in pairs; `kill()` ends it in mid-air, and `start()` then brings an empty one."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="rome-test-")
        self.socket = str(Path(self.folder, "redis.sock"))
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no",
             "--dir", self.folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                if time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.01)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        Path(self.socket).unlink(missing_ok=True)

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=self.socket, decode_responses=True)

    def url(self, namespace: str) -> str:
        return f"unix://{self.socket}?namespace={namespace}"


class RomeTestCase(unittest.TestCase):
    """A Redis for the class, and for each test Glance's tables in it, empty."""

    server: RedisServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = RedisServer()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def setUp(self) -> None:
        self.configure()
        self.store.wipe()
        self.store.mark()

    def configure(self, profile: Mapping[str, str] = {}) -> None:
        import rome
        from rome import database
        from rome.models import MODELS
        rome.configure("glance", MODELS["glance"](), self.server.url("glance"), profile)
        self.store = database.find("glance").store

    def session(self, autocommit: bool = False):
        """Closed after the test."""
        import rome
        session = rome.get_session("glance", autocommit=autocommit)
        self.addCleanup(session.close)
        return session

    def save(self, *objects) -> None:
        """Commit them in a session of their own."""
        session = self.session()
        session.add_all(objects)
        session.commit()
        session.close()
