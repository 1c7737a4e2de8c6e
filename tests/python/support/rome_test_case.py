"""A test with Glance's tables on a private Redis."""

import unittest
from collections.abc import Mapping
from typing import Any

import redis_engines


class RomeTestCase(unittest.TestCase):
    """A Redis for the class, with Glance's empty tables for each test."""

    server: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = redis_engines.make_server()
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

    def keys(self, *parts: str) -> list[str]:
        """Return the namespace's keys that match the pattern, without the tokens of commits, which expire."""
        return [key for key in self.store.client.keys(self.store.key(*parts)) if ":done:" not in key]

    def assert_consistent(self) -> None:
        """Check the namespace. Nothing may write at the same time."""
        from rome.check import check
        from rome.models import MODELS

        self.assertEqual(check(self.server.url("glance"), MODELS["glance"]()).findings, [])

    def session(self) -> Any:
        """Return a session that is closed after the test."""
        import rome

        session = rome.get_session("glance", autocommit=False)
        self.addCleanup(session.close)
        return session

    def query(self, *entities: Any) -> Any:
        """Return a query of a new session, which has not read anything yet."""
        return self.session().query(*entities)

    def save(self, *objects: Any) -> None:
        """Commit the objects in a new session."""
        session = self.session()
        session.add_all(objects)
        session.commit()
        session.close()
