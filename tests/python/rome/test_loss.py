"""A lost or emptied Redis causes oslo.db's DBConnectionError, never an empty result. ROME works when Redis is back."""

import threading
import unittest
from collections.abc import Callable
from typing import Any

from glance.db.sqlalchemy import models
from oslo_db import exception

from redis_server import RedisServer
from rome_test_case import RomeTestCase

Image, Property = models.Image, models.ImageProperty


def image(id_: str) -> Image:
    return Image(id=id_, status="queued", visibility="private")


class Lost(RomeTestCase):
    def setUp(self) -> None:
        type(self).server = RedisServer()  # each test kills its own server
        self.addCleanup(self.server.stop)
        self.server.start()
        super().setUp()

    def test_read(self) -> None:
        self.server.kill()
        with self.assertRaises(exception.DBConnectionError):
            self.query(Image).all()

    def test_write(self) -> None:
        session = self.session()
        self.server.kill()
        session.add(image("a"))
        with self.assertRaises(exception.DBConnectionError):
            session.commit()

    def test_new_id(self) -> None:
        self.save(image("a"))
        session = self.session()
        self.server.kill()
        session.add(Property(image_id="a", name="p", value="v"))
        with self.assertRaises(exception.DBConnectionError):
            session.flush()

    def test_lost_before_the_commit(self) -> None:
        session = self.session()
        session.add(image("a"))
        session.flush()
        self.server.kill()
        with self.assertRaises(exception.DBConnectionError):
            session.commit()

    def test_rollback_without_redis(self) -> None:
        session = self.session()
        session.add(image("a"))
        session.flush()
        self.server.kill()
        session.rollback()

    def test_restart(self) -> None:
        self.query(Image).all()
        self.server.kill()
        for _ in range(2):
            with self.assertRaises(exception.DBConnectionError):
                self.query(Image).all()
        self.server.start()
        with self.assertRaises(exception.DBConnectionError, msg="Redis restarted without its rows"):
            self.query(Image).all()
        self.store.mark()
        self.assertEqual(self.query(Image).all(), [])

    def test_threads(self) -> None:
        raised = []

        def read_until_lost() -> None:
            session = self.session()
            try:
                while True:
                    session.query(Image).all()
                    session.rollback()
            except Exception as error:
                raised.append(type(error))

        readers = [threading.Thread(target=read_until_lost) for _ in range(8)]
        for reader in readers:
            reader.start()
        self.server.kill()
        for reader in readers:
            reader.join()
        self.assertEqual(raised, [exception.DBConnectionError] * 8)


class WithoutMarker(RomeTestCase):
    def assertRefused(self, work: Callable[[], Any]) -> None:
        with self.assertRaisesRegex(exception.DBConnectionError, "never seeded, or Redis was emptied"):
            work()

    def test_read_and_write(self) -> None:
        self.store.client.flushall()
        session = self.session()
        self.assertRefused(lambda: session.query(Image).all())
        session.rollback()
        session.add(image("a"))
        self.assertRefused(session.commit)

    def test_emptied_before_the_commit(self) -> None:
        session = self.session()
        session.add(image("a"))
        session.flush()
        self.store.client.flushall()
        self.assertRefused(session.commit)
        self.assertEqual(self.server.keys(), [])


if __name__ == "__main__":
    unittest.main()
