"""The state of one transaction: the loaded rows, the written rows and the locks.

Isolation: every statement sees Redis at one instant, plus the transaction's own writes.
"""

import contextlib
import sqlite3
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from rome.errors import Conflict, Lost
from rome.schema.tables import TableInfo, Tables
from rome.storage import layout
from rome.storage.layout import Stored
from rome.storage.slices import Row
from rome.storage.store import Store
from rome.transactions.ids import Ids
from rome.transactions.scratch import Scratch
from rome.transactions.series import Series

RowId = tuple[str, str]  # (table, primary key as text)
# Rows of one lookup that are kept to find them again. Callers that check whether a row exists look for few.
_MOST_FOUND = 100


class Dirty(NamedTuple):
    """A row that this transaction wrote. `key`: its key's values. `base`: the committed row; None for a new row."""

    key: tuple
    base: Stored | None


class Savepoint(NamedTuple):
    """A savepoint with the loaded and dirty rows at that time."""

    name: str
    loaded: dict[RowId, Stored]
    dirty: dict[RowId, Dirty]


class Transaction:
    """The transaction of one connection. After its end, the object is used for the connection's next transaction."""

    def __init__(self, scratch: Scratch, tables: Tables, store: Store) -> None:
        self.scratch = scratch
        self.tables = tables
        self.store = store
        self._reset()

    def _reset(self) -> None:
        self.loaded: dict[RowId, Stored] = {}  # committed rows in the scratch database
        self.dirty: dict[RowId, Dirty] = {}
        self.first_read: dict[RowId, Stored] = {}  # rows as the service first read them
        self.for_update: set[RowId] = set()
        self._found: dict[tuple[str, str], list[Row]] = {}  # rows of lookups by constants
        self.locks: set[str] = set()
        self.ids = Ids(self.store)
        self.series = Series()
        self.token = ""
        self.writing = False  # begun by a writer of the enginefacade
        self._savepoints: list[Savepoint] = []

    def begin(self) -> None:
        """Begin a transaction if none is open. The dialect calls this before each statement."""
        if not self.scratch.in_transaction:
            self.scratch.execute("BEGIN")
            # Not made earlier, because a forked process has the same pool of connections.
            self.token = uuid.uuid4().hex

    def end(self) -> None:
        """Discard rows, writes and savepoints, and release the locks that are still held."""
        if self.scratch.in_transaction:
            self.scratch.execute("ROLLBACK")
        locks, token = sorted(self.locks), self.token
        self.store.keeper.forget(token)
        self._reset()
        if locks:
            with contextlib.suppress(Lost):  # the locks are gone with Redis, or they expire
                self.store.release(token, locks)

    def hold(self, locks: Iterable[str]) -> None:
        """Add locks to the held ones, and renew them until the end of the transaction."""
        self.locks.update(locks)
        if self.locks:
            self.store.keeper.keep(self.token, self.locks)

    def mark_written(self, rows: Mapping[RowId, Dirty]) -> None:
        """Add rows to those that this transaction wrote."""
        self.dirty.update(rows)
        for (table, _), dirty in rows.items():
            if self.tables[table].auto:
                self.ids.note_written(table, dirty.key[0])

    # Savepoints, here and in the scratch database

    @property
    def has_savepoint(self) -> bool:
        return bool(self._savepoints)

    def savepoint(self, name: str) -> None:
        """Set a savepoint. This begins a transaction if none is open."""
        self.begin()
        self.scratch.execute(f'SAVEPOINT "{name}"')
        self._savepoints.append(Savepoint(name, dict(self.loaded), dict(self.dirty)))

    def rollback_to(self, name: str) -> None:
        """Undo all writes since the savepoint, which stays."""
        self.scratch.execute(f'ROLLBACK TO "{name}"')
        while self._savepoints[-1].name != name:
            self._savepoints.pop()
        kept = self._savepoints[-1]
        self.loaded, self.dirty = dict(kept.loaded), dict(kept.dirty)

    def release(self, name: str) -> None:
        """Remove the savepoint and all later ones, and keep their writes."""
        self.scratch.execute(f'RELEASE "{name}"')
        while self._savepoints.pop().name != name:
            pass

    # Rows

    def current(self, info: TableInfo, key: tuple) -> tuple | None:
        """Return the row as this transaction sees it; None if it does not exist."""
        return self.scratch.execute(info.select, key).fetchone()

    def dirty_values(self, table: str, column: str) -> list:
        """Return the column's values in the rows of the table that this transaction wrote."""
        info = self.tables[table]
        rows = (self.current(info, d.key) for (name, _), d in self.dirty.items() if name == table)
        return [info.get(row, column) for row in rows if row is not None]

    def replace(self, tables: Iterable[str], fetched: Iterable[tuple[str, str, str]]) -> None:
        """Replace the content of the scratch tables `tables`.

        `fetched`: the committed rows, each (table, key text, raw row). Rows that this transaction wrote stay.
        """
        fetched = list(fetched)
        keep = {(table, pk) for table, pk, _ in fetched}
        names = set(tables)
        stale = [row_id for row_id in self.loaded if row_id[0] in names and row_id not in keep]
        with _Loading(self.scratch):
            for row_id in stale:
                self._drop(row_id)
            self._put(fetched)

    def with_found(self, asks: Iterable[Mapping[str, Any]], fetched: Iterable[Row]) -> list[Row]:
        """Return the fetched rows of a SELECT, and those that the same lookups found before.

        So a row that a transaction has found does not vanish between two of its statements, as on InnoDB.
        """
        rows = list(fetched)
        for ask in asks:
            if not ask["any"] or any("from" in candidate for candidate in ask["any"]):
                continue
            lookup = (ask["t"], repr(ask["any"]))
            if lookup in self._found:
                present = {row[:2] for row in rows}
                rows += [row for row in self._found[lookup] if row[:2] not in present]
                continue
            found = [row for row in rows if row[0] == ask["t"]]
            if 0 < len(found) <= _MOST_FOUND:
                self._found[lookup] = found
        return rows

    def note_read(self, tables: Iterable[str]) -> None:
        """Record that the service reads the loaded rows of these tables."""
        names = set(tables)
        for row_id, stored in self.loaded.items():
            if row_id[0] in names:
                self.first_read.setdefault(row_id, stored)

    def overwrites(self, row_id: RowId, dirty: Dirty, sets: Collection[str] | None) -> str | None:
        """Return a column of the row that others changed after the service read it and that an UPDATE overwrites.

        `sets`: the columns that the UPDATE sets; None if unknown, which counts as all. Returns None without such a
        column.
        """
        read, info = self.first_read.get(row_id), self.tables[row_id[0]]
        if (
            read is None
            or dirty.base is None
            or read.version == dirty.base.version
            or not self.current(info, dirty.key)
        ):
            return None
        changed = (column for column, was, base in zip(info.columns, read.row, dirty.base.row) if was != base)
        return next((c for c in changed if c not in info.blind and (sets is None or c in sets)), None)

    def is_news(self, table: str, pk: str, raw: str | Literal[False]) -> bool:
        """Whether the committed row differs from the loaded one. `raw`: the row in Redis; False for a deleted row."""
        stored = self.loaded.get((table, pk))
        version = int(raw.split(" ", 1)[0]) if raw else 0
        return (table, pk) not in self.dirty and version != (stored.version if stored else 0)

    def learn(self, news: Iterable[tuple[str, str, str | Literal[False]]]) -> None:
        """Load single committed rows, each (table, key text, raw row). The raw row is False for a deleted row."""
        news = list(news)
        with _Loading(self.scratch):
            for table, pk, _ in news:
                self._drop((table, pk))
            self._put([(table, pk, raw) for table, pk, raw in news if raw])

    def _put(self, fetched: list[tuple[str, str, str]]) -> None:
        fresh: dict[str, list[tuple[str, Stored]]] = {}
        for table, pk, raw in fetched:
            known = self.loaded.get((table, pk))
            if (table, pk) in self.dirty or (known and raw.startswith(f"{known.version} ")):
                continue
            if known:
                self._drop((table, pk))
            fresh.setdefault(table, []).append((pk, layout.decode(self.tables[table].columns, raw)))
        for table, rows in fresh.items():
            info = self.tables[table]
            try:
                self.scratch.executemany(info.insert, [info.inserted(stored) for _, stored in rows])
            except sqlite3.IntegrityError as error:
                # This happens only if a lock expired and another transaction committed a row that conflicts with a
                # written one.
                raise Conflict(f"{table} was changed by others: {error}") from error
            self.loaded.update({(table, pk): stored for pk, stored in rows})

    def _drop(self, row_id: RowId) -> None:
        stored = None if row_id in self.dirty else self.loaded.pop(row_id, None)
        if stored:
            info = self.tables[row_id[0]]
            self.scratch.execute(info.delete, info.key_of(stored.row))


class _Loading:
    """A context in which rows from Redis are loaded, and the triggers do not record them."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch

    def __enter__(self) -> None:
        self._scratch.loading = True

    def __exit__(self, *_: Any) -> None:
        self._scratch.loading = False
