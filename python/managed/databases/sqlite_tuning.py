"""Let several threads of a service use a SQLite file at once.

Call `install` before the service creates its engine, because it adds listeners to SQLAlchemy's Engine class.
"""

import sqlite3
import threading
import time
from collections import deque
from typing import Any, Never

from sqlalchemy import event, pool
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

BUSY_TIMEOUT_MS = 30_000
POLL_SECONDS = 0.002

#: Executed instead of BEGIN if the transaction has already begun.
BEGUN = "SELECT 1"

#: For this thread's transactions: database file to the connection that holds its write lock.
_held = threading.local()


def install(immediate: bool, green: bool = False) -> None:
    """Set the pragmas on every later SQLite connection.

    immediate: take the write lock when a transaction begins. Otherwise a transaction that reads first and writes later
    fails with "database is locked" if another transaction wrote in between. A transaction that the thread opens inside
    one that holds the lock, as Placement does to read, begins without the lock, because it would wait for itself. Do
    not use it for a service that writes in such an inner transaction, as Keystone does.
    green: the threads are eventlet's. While SQLite waits for the write lock, it blocks the whole process, including the
    green thread that holds the lock. So the wait has to yield. With `immediate`, the listeners yield. Otherwise the
    service gets a deadlock error instead of "database is locked", and retries its transaction after a delay.
    """
    SQLiteDialect_pysqlite.get_pool_class = classmethod(_pool_class)
    event.listen(Engine, "do_connect", _allow_other_threads)
    event.listen(Engine, "connect", _set_pragmas)
    if green and not immediate:
        event.listen(Engine, "connect", _fail_at_once)
        _report_locks_as_deadlocks()
    if immediate:
        begin = _begin_yielding if green else _begin_immediate
        event.listen(Engine, "before_cursor_execute", begin, retval=True)
        event.listen(Engine, "commit", _clear_lock)
        event.listen(Engine, "rollback", _clear_lock)


def do_not_yield() -> None:
    """Keep oslo.db from yielding whenever a connection is given back. Only green threads need that."""
    from oslo_db.sqlalchemy import engines

    engines._thread_yield = lambda *_: None


class KeptConnections(pool.NullPool):
    """Keep connections open, as many as are used at once.

    Opening one for each use, as NullPool does, is a third of the cost of a Keystone request. It is not a QueuePool, which
    oslo.db replaces with a NullPool.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._idle: deque[Any] = deque()

    def _do_get(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return self._create_connection()

    def _do_return_conn(self, record: Any) -> None:
        self._idle.append(record)

    def dispose(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _pool_class(_cls: Any, url: Any) -> Any:
    return KeptConnections if url.database not in (None, "", ":memory:") else pool.SingletonThreadPool


def _allow_other_threads(dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    """Allow a connection in other threads than the one that opened it. The pool gives it to one thread at a time."""
    if dialect.driver == "pysqlite":
        parameters["check_same_thread"] = False


def _set_pragmas(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.execute("PRAGMA journal_mode=WAL")
    # The data is only needed during the run, so it does not have to survive a power failure.
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _fail_at_once(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA busy_timeout=0")


def _report_locks_as_deadlocks() -> None:
    """Make oslo.db raise DBDeadlock for "database is locked", as it does for other databases' lock errors."""
    from oslo_db import exception
    from oslo_db.sqlalchemy import exc_filters
    from sqlalchemy.exc import OperationalError

    @exc_filters.filters("sqlite", OperationalError, r".*database is locked")
    def deadlock(error: Any, _match: Any, _engine_name: Any, _is_disconnect: Any) -> Never:
        raise exception.DBDeadlock(error)


def _begin_immediate(
    connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: Any
) -> tuple[str, Any]:
    if not _can_take_lock(connection, statement):
        return statement, parameters
    cursor.execute("BEGIN IMMEDIATE")
    _record_lock(connection)
    return BEGUN, parameters


def _begin_yielding(
    connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: Any
) -> tuple[str, Any]:
    if not _can_take_lock(connection, statement):
        return statement, parameters
    cursor.execute("PRAGMA busy_timeout=0")
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            _record_lock(connection)
            return BEGUN, parameters
        except sqlite3.OperationalError as error:
            # The lower byte of an extended code is the primary one.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)


def _can_take_lock(connection: Any, statement: str) -> bool:
    return (
        statement == "BEGIN"
        and connection.dialect.name == "sqlite"
        and connection.engine.url.database not in _held.__dict__
    )


def _record_lock(connection: Any) -> None:
    _held.__dict__[connection.engine.url.database] = connection.connection.dbapi_connection


def _clear_lock(connection: Any) -> None:
    database = connection.engine.url.database
    if _held.__dict__.get(database) is connection.connection.dbapi_connection:
        del _held.__dict__[database]
