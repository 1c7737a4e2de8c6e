"""Makes SQLite files usable by several threads of a service at once.

Must be imported before the service makes its engine: the listeners are on SQLAlchemy's Engine class.
"""

import sqlite3
import threading
import time
from typing import Any, Never

from sqlalchemy import event, pool
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

BUSY_TIMEOUT_MS = 30_000
POLL_SECONDS = 0.002

#: What is executed in place of BEGIN where the transaction has begun already.
BEGUN = "SELECT 1"

#: Database file to the connection that has its write lock, of this thread's transactions.
_held = threading.local()


def install(immediate: bool, green: bool = False) -> None:
    """Sets the pragmas on every SQLite connection to come.

    immediate: begin transactions with the write lock. A transaction that reads first and writes later otherwise
    fails with "database is locked" as soon as another one wrote in between. One that a thread opens inside of such a
    one, as Placement does to read, begins without: it would wait for itself. Not for a service that writes in a second
    one inside a first (Keystone does).
    green: the threads are eventlet's. SQLite waits for the write lock by blocking the whole process, the green thread
    that holds the lock with it; so the waiting is done by yielding: here when `immediate`, otherwise by the service,
    which gets a deadlock error, begins its transaction again after a while, and never sees "database is locked".
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
        event.listen(Engine, "commit", _give_up)
        event.listen(Engine, "rollback", _give_up)


def _pool_class(_cls: Any, url: Any) -> Any:
    """Keeps connections to files open: SQLAlchemy 1.4 opens one per use, a third of what a Keystone request costs."""
    return pool.QueuePool if url.database not in (None, "", ":memory:") else pool.SingletonThreadPool


def _let_threads_share(dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    """The pool hands a connection to one thread at a time, which need not be the one that opened it."""
    if dialect.driver == "pysqlite":
        parameters["check_same_thread"] = False


def _set_pragmas(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.execute("PRAGMA journal_mode=WAL")
    # The data lives as long as its run: nothing has to survive a power cut.
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _refuse_at_once(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA busy_timeout=0")


def _tell_refusals_as_deadlocks() -> None:
    """As oslo.db does for other databases; what SQLite refuses it passes on as any other error."""
    from oslo_db import exception
    from oslo_db.sqlalchemy import exc_filters
    from sqlalchemy.exc import OperationalError

    @exc_filters.filters("sqlite", OperationalError, r".*database is locked")
    def deadlock(error: Any, _match: Any, _engine_name: Any, _is_disconnect: Any) -> Never:
        raise exception.DBDeadlock(error)


def _begin_immediate(
    connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: Any
) -> tuple[str, Any]:
    if not _may_take_lock(connection, statement):
        return statement, parameters
    cursor.execute("BEGIN IMMEDIATE")
    _take(connection)
    return BEGUN, parameters


def _begin_yielding(
    connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: Any
) -> tuple[str, Any]:
    if not _may_take_lock(connection, statement):
        return statement, parameters
    cursor.execute("PRAGMA busy_timeout=0")
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            _take(connection)
            return BEGUN, parameters
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)


def _may_take_lock(connection: Any, statement: str) -> bool:
    return (
        statement == "BEGIN"
        and connection.dialect.name == "sqlite"
        and connection.engine.url.database not in _held.__dict__
    )


def _take(connection: Any) -> None:
    _held.__dict__[connection.engine.url.database] = connection.connection.dbapi_connection


def _give_up(connection: Any) -> None:
    database = connection.engine.url.database
    if _held.__dict__.get(database) is connection.connection.dbapi_connection:
        del _held.__dict__[database]
