"""Makes SQLite files hold out when several threads of a service use them at once.

Must be imported before the service makes its engine: the listeners are on SQLAlchemy's Engine class.
"""

import sqlite3
import time

from sqlalchemy import event, pool
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

BUSY_TIMEOUT_MS = 30_000
POLL_SECONDS = 0.002


def install(immediate, green=False):
    """Sets the pragmas on every SQLite connection to come.

    immediate: begin transactions with the write lock. A transaction that reads first and writes later otherwise
    fails with "database is locked" as soon as another one wrote in between. Not for a service that opens a second
    transaction inside a first one (Keystone does): it would wait for itself.
    green: the threads are eventlet's. SQLite waits for the write lock by blocking the whole process, the green thread
    that holds the lock with it; so the waiting is done by yielding: here when `immediate`, otherwise by the service,
    which is told of a deadlock, begins its transaction anew after a while, and never sees "database is locked".
    """
    SQLiteDialect_pysqlite.get_pool_class = classmethod(_pool_class)
    event.listen(Engine, "do_connect", _let_threads_share)
    event.listen(Engine, "connect", _set_pragmas)
    if green and not immediate:
        event.listen(Engine, "connect", _refuse_at_once)
        _tell_refusals_as_deadlocks()
    if immediate:
        begin = _begin_yielding if green else _begin_immediate
        event.listen(Engine, "before_cursor_execute", begin, retval=True)


def _pool_class(_cls, url):
    """Keeps connections to files open: SQLAlchemy 1.4 opens one per use, a third of what a Keystone request costs."""
    return pool.QueuePool if url.database not in (None, "", ":memory:") else pool.SingletonThreadPool


def _let_threads_share(dialect, _record, _arguments, parameters):
    """The pool hands a connection to one thread at a time, which need not be the one that opened it."""
    if dialect.driver == "pysqlite":
        parameters["check_same_thread"] = False


def _set_pragmas(connection, _record):
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.execute("PRAGMA journal_mode=WAL")
    # The data lives as long as its run: nothing has to survive a power cut.
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _refuse_at_once(connection, _record):
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA busy_timeout=0")


def _tell_refusals_as_deadlocks():
    """As oslo.db does for other databases; what SQLite refuses it passes on as any other error."""
    from oslo_db import exception
    from oslo_db.sqlalchemy import exc_filters
    from sqlalchemy.exc import OperationalError

    @exc_filters.filters("sqlite", OperationalError, r".*database is locked")
    def deadlock(error, _match, _engine_name, _is_disconnect):
        raise exception.DBDeadlock(error)


def _begin_immediate(connection, _cursor, statement, parameters, _context, _executemany):
    if statement == "BEGIN" and connection.dialect.name == "sqlite":
        statement = "BEGIN IMMEDIATE"
    return statement, parameters


def _begin_yielding(connection, cursor, statement, parameters, _context, _executemany):
    if statement != "BEGIN" or connection.dialect.name != "sqlite":
        return statement, parameters
    cursor.execute("PRAGMA busy_timeout=0")
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            return "SELECT 1", parameters  # the transaction has begun: nothing is left to be executed
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
