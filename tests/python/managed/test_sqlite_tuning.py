"""SQLite's write lock: a waiting thread must let the lock's holder continue, and no thread waits for itself."""

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

OPENED = """
import sys
from managed.databases import sqlite_tuning
sqlite_tuning.install(immediate=True)
from oslo_db.sqlalchemy import enginefacade
from sqlalchemy import event, pool, text

context_manager = enginefacade.transaction_context()
context_manager.configure(connection="sqlite:///" + sys.argv[1])
engine = context_manager.writer.get_engine()
opened = []
event.listen(engine, "connect", lambda *_: opened.append(1))
for number in range(3):
    with engine.connect() as one, engine.connect() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
# Newer versions of oslo.db replace a QueuePool, and then open a connection for each use.
print(len(opened), isinstance(engine.pool, pool.QueuePool))
engine.dispose()
with engine.connect() as connection:
    print(connection.execute(text("SELECT 2")).scalar(), len(opened))
"""

YIELDS = """
import sys, time
from managed.databases import sqlite_tuning
if sys.argv[2] == "native":
    sqlite_tuning.do_not_yield()
from oslo_db.sqlalchemy import enginefacade

context_manager = enginefacade.transaction_context()
context_manager.configure(connection="sqlite:///" + sys.argv[1])
engine = context_manager.writer.get_engine()
slept = []
time.sleep = slept.append
engine.connect().close()
print(slept)
"""


BEGUN_TWICE = """
import eventlet
eventlet.monkey_patch()
import sys
from managed.databases import sqlite_tuning
sqlite_tuning.BUSY_TIMEOUT_MS = 600_000
sqlite_tuning.install(immediate=True, green=True)
from sqlalchemy import create_engine, text

with create_engine("sqlite:///" + sys.argv[1]).connect() as connection:
    connection.connection.dbapi_connection.execute("BEGIN")
    try:
        connection.execute(text("BEGIN"))
    except Exception as error:
        print(type(error).__name__, error)
"""


class Connections(unittest.TestCase):
    """Connections to a database file."""

    def test_only_green_threads_yield_when_they_give_one_back(self) -> None:
        """oslo.db sleeps for 0 s each time."""
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(output_of(YIELDS, f"{folder}/one.sqlite", "green"), "[0]\n")
            self.assertEqual(output_of(YIELDS, f"{folder}/one.sqlite", "native"), "[]\n")

    def test_they_are_kept_until_the_engine_disposes_of_them(self) -> None:
        """One is open after the setup. A second is opened for two at once, and one after the engine closed both."""
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(output_of(OPENED, f"{folder}/one.sqlite"), "1 False\n2 2\n")


class WriteLock(unittest.TestCase):
    """Four concurrent transactions that yield while they hold the lock."""

    def test_all_come_through_and_none_blocks_the_process(self) -> None:
        """Transactions begin with the lock: the others yield until they get it."""
        self.assert_all_come_through("immediate")

    def test_a_locked_database_is_a_deadlock_that_services_retry(self) -> None:
        """Transactions begin without the lock: another one writes between a transaction's first read and its write."""
        self.assert_all_come_through("deferred")

    def test_a_reader_inside_a_writer_does_not_wait_for_it(self) -> None:
        """Placement does this: it reads providers again inside the transaction that claims them."""
        before, after, _ = self.run_on_a_file(INSIDE).split()
        self.assertEqual((before, after), ("0", "1"))

    def test_another_error_is_raised_at_once(self) -> None:
        """Only a lock is worth waiting for."""
        raised = self.run_on_a_file(BEGUN_TWICE)
        self.assertEqual(raised, "OperationalError cannot start a transaction within a transaction\n")

    def assert_all_come_through(self, begun: str) -> None:
        """Assert that four writers succeed, each of which yields between reading and writing."""
        self.assertEqual(int(self.run_on_a_file(SCRIPT, begun)), 4)

    def run_on_a_file(self, script: str, *arguments: str) -> str:
        """Run a script in a separate process with its own database file, and return its output."""
        with tempfile.TemporaryDirectory() as folder:
            return output_of(script, f"{folder}/one.sqlite", *arguments)


def output_of(script: str, *arguments: str) -> str:
    """Run a script in a separate process, and return its output."""
    command = [sys.executable, "-c", script, *arguments]
    # Much shorter than SQLite's wait for a lock, and much longer than any machine needs without this wait.
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


if __name__ == "__main__":
    unittest.main()
