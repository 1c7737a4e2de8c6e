"""Redis gone, or emptied: oslo.db's DBConnectionError, never an empty answer; and afterwards it works."""

import socket
import tempfile
import threading
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from glance.db.sqlalchemy import models
from oslo_db import exception

from redis_server import RedisServer, RomeTestCase
from rome.address import connect

Image, Property = models.Image, models.ImageProperty


def image(id_: str) -> Image:
    return Image(id=id_, status="queued", visibility="private")


class Lost(RomeTestCase):
    def setUp(self) -> None:
        type(self).server = RedisServer()  # each test ends its own
        self.addCleanup(self.server.stop)
        self.server.start()
        super().setUp()

    def test_reading(self) -> None:
        self.server.kill()
        with self.assertRaises(exception.DBConnectionError):
            self.session(autocommit=True).query(Image).all()

    def test_writing(self) -> None:
        session = self.session()
        self.server.kill()
        session.add(image("a"))
        with self.assertRaises(exception.DBConnectionError):
            session.commit()

    def test_an_id(self) -> None:
        self.save(image("a"))
        session = self.session()
        self.server.kill()
        session.add(Property(image_id="a", name="p", value="v"))
        with self.assertRaises(exception.DBConnectionError):
            session.flush()

    def test_before_the_commit(self) -> None:
        session = self.session()
        session.add(image("a"))
        session.flush()
        self.server.kill()
        with self.assertRaises(exception.DBConnectionError):
            session.commit()

    def test_rolling_back_without_redis(self) -> None:
        session = self.session()
        session.add(image("a"))
        session.flush()
        self.server.kill()
        session.rollback()

    def test_afterwards(self) -> None:
        session = self.session(autocommit=True)
        self.server.kill()
        for _ in range(2):
            with self.assertRaises(exception.DBConnectionError):
                session.query(Image).all()
        self.server.start()
        with self.assertRaises(exception.DBConnectionError, msg="it came back without its rows"):
            session.query(Image).all()
        self.store.mark()
        self.assertEqual(session.query(Image).all(), [])

    def test_threads(self) -> None:
        raised = []

        def read_until_lost() -> None:
            session = self.session(autocommit=True)
            try:
                while True:
                    session.query(Image).all()
            except Exception as error:
                raised.append(type(error))

        readers = [threading.Thread(target=read_until_lost) for _ in range(8)]
        for reader in readers:
            reader.start()
        self.server.kill()
        for reader in readers:
            reader.join()
        self.assertEqual(raised, [exception.DBConnectionError] * 8)


class Reset(unittest.TestCase):
    def test_a_kept_connection_that_redis_reset(self) -> None:
        """Closed with a request unread, as when Redis is killed between two requests of a service under load."""
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
            path = str(Path(folder, "redis.sock"))
            listener.bind(path)
            listener.listen()
            client, _ = connect(f"unix://{path}?namespace=glance")
            connection = client.connection_pool.get_connection("PING")
            self.addCleanup(connection.disconnect)
            connection.send_command("PING")
            listener.accept()[0].close()
            with self.assertRaisesRegex(redis.ConnectionError, path):
                connection.can_read()


class WithoutMarker(RomeTestCase):
    def assertRefused(self, work: Callable[[], Any]) -> None:
        with self.assertRaisesRegex(exception.DBConnectionError, "never seeded, or Redis was emptied"):
            work()

    def test_reading_and_writing(self) -> None:
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
        self.assertEqual(self.store.client.keys("*"), [])


if __name__ == "__main__":
    unittest.main()
