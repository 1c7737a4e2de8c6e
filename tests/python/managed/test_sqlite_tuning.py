"""SQLite's write lock: who waits for it must let the one that holds it go on, and nobody waits for themselves."""

import subprocess
import sys
import tempfile
import unittest

SCRIPT = """
import eventlet
eventlet.monkey_patch()
import sys
from managed.databases import sqlite_tuning
sqlite_tuning.BUSY_TIMEOUT_MS = 600_000
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

pool = eventlet.GreenPool()
for number in range(4):
    pool.spawn(write, number)
pool.waitall()
with engine.connect() as connection:
    print(connection.execute(text("SELECT count(*) FROM things")).scalar())
"""

INSIDE = """
import sys
from managed.databases import sqlite_tuning
sqlite_tuning.BUSY_TIMEOUT_MS = 600_000
sqlite_tuning.install(immediate=True)
from oslo_db.sqlalchemy import enginefacade
from sqlalchemy import text

@enginefacade.transaction_context_provider
class Context: pass

context_manager = enginefacade.transaction_context()
context_manager.configure(connection="sqlite:///" + sys.argv[1])
with context_manager.writer.get_engine().begin() as connection:
    connection.execute(text("CREATE TABLE things (id INTEGER)"))
context = Context()

def count():
    with context_manager.reader.independent.using(context) as session:
        return session.execute(text("SELECT count(*) FROM things")).scalar()

for number in range(2):
    with context_manager.writer.using(context) as session:
        session.execute(text("INSERT INTO things VALUES (1)"))
        print(count())
print(count())
"""


class WriteLock(unittest.TestCase):
    """Transactions that yield while they hold the lock, four at a time."""

    def test_all_come_through_and_none_blocks_the_process(self) -> None:
        """Begun with the lock: the others yield until they get it."""
        self.assert_all_come_through("immediate")

    def test_what_is_refused_is_told_as_a_deadlock_that_services_retry(self) -> None:
        """Begun without it: another one wrote between a transaction's first look and its write."""
        self.assert_all_come_through("deferred")

    def test_a_reader_inside_a_writer_does_not_wait_for_it(self) -> None:
        """As Placement reads providers again inside of the transaction that claims them."""
        before, after, _ = self.run_on_a_file(INSIDE).split()
        self.assertEqual((before, after), ("0", "1"))

    def assert_all_come_through(self, begun: str) -> None:
        """Four writers, each of which yields between reading and writing."""
        self.assertEqual(int(self.run_on_a_file(SCRIPT, begun)), 4)

    def run_on_a_file(self, script: str, *arguments: str) -> str:
        """What a script prints, in a process of its own with a database file of its own."""
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", script, f"{folder}/one.sqlite", *arguments]
            # Far less than SQLite would wait for a lock, far more than any machine needs without waiting.
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


if __name__ == "__main__":
    unittest.main()
