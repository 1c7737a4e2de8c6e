"""SQLite's write lock under green threads: who waits for it must let the one that holds it go on."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).parents[2] / "deployments/openstack"
SCRIPT = """
import eventlet
eventlet.monkey_patch()
import sys, time
import sqlite_tuning
sqlite_tuning.BUSY_TIMEOUT_MS = 3000
sqlite_tuning.install(immediate=sys.argv[2] == "immediate", green=True)
from oslo_db import api
from oslo_db.sqlalchemy import enginefacade
from sqlalchemy import text

context_manager = enginefacade.transaction_context()
context_manager.configure(connection="sqlite:///" + sys.argv[1])
engine = context_manager.writer.get_engine()
with engine.begin() as connection:
    connection.execute(text("CREATE TABLE things (id INTEGER)"))

@api.wrap_db_retry(max_retries=20, retry_interval=0.05, retry_on_deadlock=True)
def write(number):
    with engine.begin() as connection:
        connection.execute(text("SELECT count(*) FROM things"))
        eventlet.sleep(0.05)
        connection.execute(text("INSERT INTO things VALUES (:id)"), {"id": number})

began = time.monotonic()
pool = eventlet.GreenPool()
for number in range(4):
    pool.spawn(write, number)
pool.waitall()
with engine.connect() as connection:
    print(connection.execute(text("SELECT count(*) FROM things")).scalar())
print(time.monotonic() - began)
"""


class WriteLock(unittest.TestCase):
    """Transactions that yield while they hold the lock, four at a time."""

    def test_all_come_through_and_none_blocks_the_process(self) -> None:
        """Begun with the lock: the others yield until they get it."""
        self.assert_all_come_through("immediate")

    def test_what_is_refused_is_told_as_a_deadlock_that_services_retry(self) -> None:
        """Begun without it: another one wrote between a transaction's first look and its write."""
        self.assert_all_come_through("deferred")

    def assert_all_come_through(self, begun: str) -> None:
        """Four writers, each of which yields between reading and writing."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, "-c", SCRIPT, f"{folder}/one.sqlite", begun], capture_output=True,
                                  text=True, check=True, timeout=60, cwd=FOLDER)
        written, seconds = done.stdout.split()
        self.assertEqual(int(written), 4, done.stderr)
        self.assertLess(float(seconds), 2)


if __name__ == "__main__":
    unittest.main()
