"""A pooled connection that was reset, for redis-py 4. Later versions begin each connection with a handshake."""

import socket
import tempfile
import unittest
from pathlib import Path

import redis

from rome.storage.address import connect


@unittest.skipUnless(redis.__version__.startswith("4."), "later versions begin with a handshake")
class Reset(unittest.TestCase):
    def test_a_pooled_connection_that_redis_reset(self) -> None:
        """Close a connection with an unread request, as when Redis is killed between two requests of a service."""
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
            path = str(Path(folder, "redis.sock"))
            listener.bind(path)
            listener.listen()
            servers, _ = connect(f"unix://{path}?namespace=glance")
            connection = servers.primary().client.connection_pool.get_connection("PING")
            self.addCleanup(connection.disconnect)
            connection.send_command("PING")
            listener.accept()[0].close()
            with self.assertRaisesRegex(redis.ConnectionError, path):
                connection.can_read()


if __name__ == "__main__":
    unittest.main()
