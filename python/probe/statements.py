"""Writes an event for each statement that the service executes. Listens to SQLAlchemy's events of every engine."""

import atexit
import re
import sys
import time
import weakref
import zlib
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.pool import Pool

from constructs import of_execution

from .cursor import CountedCursor, Pending
from .forms import Forms
from .journal import Event, Journal
from .sql_text import is_housekeeping, shown_error, shown_sql
from .stack import Stack
from .values import MAX_COLUMNS, Process, shown_parameters

# Attribute of an execution context with its start: (wall clock, performance counter) in seconds.
_STARTED = "_probe_started"
# Whether a part of an INSERT was written.
_WRITTEN = "_probe_written"
_PLAIN = DefaultDialect()
# Numbers in names of bind parameters. They do not change what the statement requests.
_BIND = re.compile(r"(?<=[a-z])_\d+\b|\[POSTCOMPILE_\w+\]")
# SQLAlchemy's name of an alias before it gets a number.
_ANONYMOUS = re.compile(r"%\(\d+ (\w+)\)s")
Columns = list[tuple[str, "Process | None"]]


class Statements:
    """Listens to statements between `install` and `remove`."""

    def __init__(self, journal: Journal, stack: Stack, values: bool = False, forms: str = "") -> None:
        """`values`: whether to record the values of rows and parameters, and the statements' forms in the folder
        `forms`."""
        self._stack, self._failure, self._values = stack, journal.failure, values
        self._write = journal.guard("writing an event")(journal.write)
        self._keep_form = journal.guard("keeping a form")(Forms(forms).keep)
        self._open: dict[int, Pending] = {}
        # SQLAlchemy caches compiled statements, so the following is computed once per statement: constructs for one
        # parameter set, constructs for many, and index of the key column.
        self._facts: weakref.WeakKeyDictionary[Any, tuple[list[str], list[str], int]] = (
            weakref.WeakKeyDictionary()
        )
        self._digests: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        # Name and converter of each column of a statement's rows, per compiled statement.
        self._columns: weakref.WeakKeyDictionary[Any, Columns] = weakref.WeakKeyDictionary()
        self._listeners = [
            (Engine, "before_cursor_execute", journal.guard("starting a statement")(self._before)),
            (Engine, "after_cursor_execute", journal.guard("reporting a statement")(self._after)),
            (Engine, "handle_error", journal.guard("reporting an error")(self._error)),
            (Pool, "checkin", journal.guard("closing events")(self._checkin)),
        ]

    def install(self) -> None:
        """Start listening on all engines, including those created earlier."""
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)
        atexit.register(self._finish_all)

    def remove(self) -> None:
        """Stop listening and write pending events."""
        for target, name, listener in self._listeners:
            event.remove(target, name, listener)
        atexit.unregister(self._finish_all)
        self._finish_all()

    def _before(self, conn: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        if context is not None:
            setattr(context, _STARTED, (time.time(), time.perf_counter()))

    def _after(self, conn: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        seconds = self._elapsed(context)
        if is_housekeeping(sql):
            return
        described, key = self._event(sql, context)
        has_rows = cursor.description is not None
        if not has_rows or many:
            # What the service receives. A dialect's context can count otherwise than its driver's cursor. The rows that
            # several INSERTs return are read by SQLAlchemy 2 itself.
            rows = -1 if has_rows else (context if context is not None else cursor).rowcount
            if rows >= 0:  # -1 is an unknown number, also of drivers
                described["rows"] = rows
            if has_rows and context is not None:
                # Each part of the INSERT has an event, and its first one has the parameters of all.
                if getattr(context, _WRITTEN, False):
                    described.pop("given", None)
                setattr(context, _WRITTEN, True)
            described["ms"] = round(seconds * 1000, 3)
            self._write(described)
            return
        pending = Pending(
            described,
            key,
            seconds,
            conn.connection.dbapi_connection,
            self._write,
            self._open,
            self._columns_of(context) if self._values else None,
        )
        if context is not None and context.cursor is cursor:
            context.cursor = CountedCursor(cursor, pending, self._failure)
        else:
            pending.finish()  # its rows are not read through a result, so they cannot be counted

    def _error(self, failed: Any) -> None:
        """`failed`: SQLAlchemy's ExceptionContext. For a connection or a commit, it has no SQL."""
        context = failed.execution_context
        error = shown_error(failed.original_exception, failed.parameters)
        cursor = getattr(context, "cursor", None)
        if isinstance(cursor, CountedCursor):
            cursor.pending.finish(error)  # the statement ran, and reading its rows failed
            return
        described, _ = self._event(failed.statement, context)
        described.update(ms=round(self._elapsed(context) * 1000, 3), error=error)
        self._write(described)

    def _checkin(self, connection: Any, record: Any) -> None:
        """Finish the events of a connection that returns to its pool. Its results have no more rows."""
        for pending in list(self._open.values()):
            if pending.connection is connection:
                pending.finish()

    def _finish_all(self) -> None:
        for pending in list(self._open.values()):
            pending.finish()

    def _event(self, sql: str | None, context: Any) -> tuple[Event, int]:
        """Return the event so far, and the index of the column that identifies a row."""
        started = getattr(context, _STARTED, None)
        described: Event = {"kind": "statement", "time": round(started[0] if started else time.time(), 6)}
        described.update(self._stack.describe(sys._getframe(1)))
        once, many, key = self._facts_of(getattr(context, "compiled", None))
        described["constructs"] = many if getattr(context, "executemany", False) else once
        if sql is not None:
            described["sql"] = shown_sql(sql)
        if self._values and getattr(context, "compiled", None) is not None:
            described["asked"] = self._digest_of(context.compiled)
            described["given"] = shown_parameters(context.compiled_parameters)
            self._keep_form(described["asked"], context.compiled)
        return described, key

    def _digest_of(self, compiled: Any) -> int:
        """Return a digest of what the statement requests, independent of the database's SQL dialect."""
        asked = self._digests.get(compiled)
        if asked is None:
            try:
                text = str(
                    compiled.statement.compile(
                        dialect=_PLAIN, column_keys=getattr(compiled, "column_keys", None)
                    )
                )
            except Exception:  # only the dialect of the database can compile it
                text = compiled.string
            asked = self._digests[compiled] = zlib.crc32(_BIND.sub("", text).encode())
        return asked

    def _columns_of(self, context: Any) -> Columns | None:
        """Return name and converter of each selected column; None for textual SQL, whose types are unknown."""
        compiled = getattr(context, "compiled", None)
        if compiled is None or not getattr(compiled, "_result_columns", None):
            return None
        columns = self._columns.get(compiled)
        if columns is None:
            columns = [
                (
                    _ANONYMOUS.sub(r"\1", str(column[1])),
                    column[3]._cached_result_processor(context.dialect, None),
                )
                for column in compiled._result_columns[:MAX_COLUMNS]
            ]
            self._columns[compiled] = columns
        return columns

    def _facts_of(self, compiled: Any) -> tuple[list[str], list[str], int]:
        """Return the entry of `_facts` for a compiled statement; an empty one for textual SQL."""
        if compiled is None or compiled.statement is None:
            return [], [], 0
        about = self._facts.get(compiled)
        if about is None:
            statement = compiled.statement
            about = (
                sorted(of_execution(statement, many=False)),
                sorted(of_execution(statement, many=True)),
                key_column(compiled),
            )
            self._facts[compiled] = about
        return about

    @staticmethod
    def _elapsed(context: Any) -> float:
        started = getattr(context, _STARTED, None)
        return time.perf_counter() - started[1] if started else 0.0


def key_column(compiled: Any) -> int:
    """Return the index of the first selected primary-key column; 0 without such a column.

    Glance's tables start with `created_at`, which does not identify a row.
    """
    for index, column in enumerate(getattr(compiled, "_result_columns", None) or ()):
        if any(getattr(source, "primary_key", False) for source in column[2]):
            return index
    return 0
