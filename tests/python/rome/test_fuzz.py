"""Part of what `benchmarks/rome/rome_fuzz.py` runs: random statements with unusual values, compared with SQLite."""

import os

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"  # before any import of Nova

import logging
import unittest

from fuzz.worlds import differences
from redis_server import RedisServer
from rome.schema.affinity import Affinity, converted

STATEMENTS = 2000
SEED = 20


class Fuzz(unittest.TestCase):
    def test_random_statements(self) -> None:
        logging.disable()
        self.addCleanup(logging.disable, logging.NOTSET)
        server = RedisServer()
        self.addCleanup(server.stop)
        server.start()
        self.assertEqual(list(differences(SEED, STATEMENTS, server.url("fuzz"))), [])


class Conversion(unittest.TestCase):
    def test_values_are_converted_as_in_sqlite(self) -> None:
        numeric, text = Affinity.INTEGER, Affinity.TEXT
        for affinity, value, expected in (
            (numeric, "04", 4),
            (numeric, " 4", 4),
            (numeric, "1e0", 1),
            (numeric, "4abc", "4abc"),
            (numeric, 1.5, 1.5),
            (numeric, True, 1),
            (text, 4, "4"),
            (text, 4.0, "4.0"),
            (text, "04", "04"),
            (Affinity.NUMERIC, "2020", 2020),
            (Affinity.NUMERIC, "2020-01-01", "2020-01-01"),
            (Affinity.REAL, 4, 4.0),
            (Affinity.REAL, float("nan"), None),
            (Affinity.BLOB, "4", "4"),
        ):
            with self.subTest(affinity=affinity, value=value):
                self.assertEqual(repr(converted(value, affinity)), repr(expected))


if __name__ == "__main__":
    unittest.main()
