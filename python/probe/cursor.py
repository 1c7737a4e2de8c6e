"""Counts the rows of a SELECT while SQLAlchemy fetches them from the driver's cursor.

SQLAlchemy reads the rows after `after_cursor_execute`, so the event is complete only later. It is written when the
result is exhausted, closed or dropped, or when its connection returns to the pool, whichever comes first.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .values import MAX_ROWS, Process, shown_row

MAX_KEYS = 50
# A key is a name or an identifier. Longer values are content, which must not be written.
MAX_KEY_LENGTH = 64


class Pending:
    """A statement's event while its rows are being read."""

    __slots__ = (
        "_columns",
        "_done",
        "_key",
        "_keys",
        "_open",
        "_rows",
        "_seconds",
        "_values",
        "_write",
        "connection",
        "event",
    )

    def __init__(
        self,
        event: dict[str, Any],
        key: int,
        seconds: float,
        connection: Any,
        write: Callable[[dict[str, Any]], None],
        open_events: dict[int, "Pending"],
        columns: Sequence[tuple[str, Process | None]] | None = None,
    ) -> None:
        """`key`: index of the column that identifies rows. `seconds`: time so far.
        `connection`: the driver's connection. `open_events`: pending events by id(), which include this one until it is
        written. `columns`: the columns whose values are recorded; None to record no values."""
        self.event, self.connection = event, connection
        self._key, self._seconds, self._write, self._open = key, seconds, write, open_events
        self._rows, self._done = 0, False
        self._keys: list[Any] = []
        self._columns = columns
        self._values: list[list[Any]] = []
        open_events[id(self)] = self

    def took(self, rows: Sequence[Any], seconds: float) -> None:
        """Record rows that were fetched from the cursor."""
        self._seconds += seconds
        self._rows += len(rows)
        if self._columns is not None:
            for row in rows[: MAX_ROWS - len(self._values)]:
                self._values.append(shown_row(row, self._columns))
        for row in rows[: MAX_KEYS - len(self._keys)]:
            value = row[self._key]
            if value is not None and not isinstance(value, (int, float)):
                value = str(value)[:MAX_KEY_LENGTH]
            self._keys.append(value)

    def finish(self, error: str | None = None) -> None:
        """Write the event. Later calls have no effect."""
        if self._done:
            return
        self._done = True
        self._open.pop(id(self), None)
        self.event.update(rows=self._rows, keys=self._keys, ms=round(self._seconds * 1000, 3))
        if self._columns is not None:
            self.event.update(columns=[name for name, _ in self._columns], values=self._values)
        if error is not None:
            self.event["error"] = error
        self._write(self.event)


class CountedCursor:
    """Wraps a driver's cursor after it has executed. Forwards every call and counts the rows read."""

    __slots__ = ("_cursor", "_failure", "pending")

    def __init__(self, cursor: Any, pending: Pending, failure: Callable[[str, Exception], None]) -> None:
        """`failure(where, error)` is called for errors in the counting itself."""
        object.__setattr__(self, "_cursor", cursor)
        object.__setattr__(self, "pending", pending)
        object.__setattr__(self, "_failure", failure)

    def fetchone(self) -> Any:
        started = time.perf_counter()
        row = self._cursor.fetchone()
        self._count([] if row is None else [row], started, last=row is None)
        return row

    def fetchmany(self, *arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        rows = self._cursor.fetchmany(*arguments, **named)
        self._count(rows, started, last=not rows)
        return rows

    def fetchall(self) -> Any:
        started = time.perf_counter()
        rows = self._cursor.fetchall()
        self._count(rows, started, last=True)
        return rows

    def close(self) -> None:
        self._count([], time.perf_counter(), last=True)
        self._cursor.close()

    def _count(self, rows: Sequence[Any], started: float, last: bool) -> None:
        try:
            self.pending.took(rows, time.perf_counter() - started)
            if last:
                self.pending.finish()
        except Exception as error:  # the service must get its rows in any case
            self._failure("counting rows", error)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchone, None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._cursor, name, value)

    def __del__(self) -> None:
        self._count([], time.perf_counter(), last=True)
