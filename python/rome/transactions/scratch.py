"""The scratch database: a private in-memory SQLite database that runs the transactions of one connection.

Its tables are created from the models once, then cloned. Triggers record the key of every row that a statement writes.
"""

import re
import sqlite3
import threading
from typing import Any, TypeVar

from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from rome.schema.quoting import listed, literal, quoted
from rome.schema.tables import TableInfo, Tables

# Added to the rowid of a new row, so that it follows all committed rows. SQLite gives the next row a greater rowid.
NEW_ROWIDS = 1 << 52
# SQLite chooses ids above this number. A trigger replaces them with ids from Redis.
_TEMPORARY_IDS = 1 << 62
# Columns of oslo.db's mixins. The services' migrations have them first, and so have models with SQLAlchemy 1.4. From 2.0 on
# they are last. Where SQLite makes an index for one statement, the order of rows without ORDER BY depends on it.
MIXED_IN = ("created_at", "updated_at", "deleted_at", "deleted")


class Scratch(sqlite3.Connection):
    """A connection to a scratch database.

    `written`: (table, primary key values) of each row that a statement of the service has written.
    """

    written: list[tuple[str, tuple]]
    loading: bool  # rows from Redis are being loaded, so they are not recorded as written

    def note(self, table: str, *key: Any) -> None:
        """Record a written row."""
        self.written.append((table, key))

    def next_id(self, table: str) -> int:
        """Assign an autoincrement id for a row of a table."""
        raise NotImplementedError


Kind = TypeVar("Kind", bound=Scratch)


class ScratchFactory:
    """Makes scratch databases. Threads can share it."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._template: bytes | None = None
        self._lock = threading.Lock()

    def make(self, dialect: Dialect, kind: type[Kind]) -> Kind:
        """Return a new scratch database of the class `kind`, with empty tables."""
        scratch = sqlite3.connect(
            ":memory:", factory=kind, check_same_thread=False, isolation_level=None, cached_statements=500
        )
        scratch.written, scratch.loading = [], False
        scratch.create_function("rome_note", -1, scratch.note)
        scratch.create_function("rome_writing", 0, lambda: not scratch.loading)
        scratch.create_function("rome_next_id", 1, scratch.next_id)
        scratch.create_function("regexp", 2, _matches, deterministic=True)
        with self._lock:
            if self._template is None:
                for info in self._tables.values():
                    for statement in _definition(info, dialect):
                        scratch.execute(statement)
                    if info.auto:
                        scratch.execute(
                            "INSERT INTO sqlite_sequence VALUES (?, ?)", (info.name, _TEMPORARY_IDS)
                        )
                scratch.execute("PRAGMA user_version = 1")  # an empty database cannot be serialized
                self._template = scratch.serialize()
                return scratch
        scratch.deserialize(self._template)
        return scratch


def _next_free_id(table: str, column: str) -> str:
    """Return SQL for the next id that no row of the scratch database has.

    Redis learns only at the commit which ids a service has chosen itself.
    """
    following = f"SELECT rome_next_id({literal(table)})"
    taken = f"SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} = ids.id"
    return (
        f"WITH RECURSIVE ids(id) AS ({following} UNION ALL {following} FROM ids WHERE EXISTS ({taken})) "
        "SELECT max(id) FROM ids"
    )


def _matches(pattern: str, value: Any) -> bool | None:
    """SQLite's REGEXP operator."""
    return None if value is None else re.search(pattern, str(value)) is not None


def _definition(info: TableInfo, dialect: Dialect) -> list[str]:
    """Return the statements that create a table with its indexes and triggers."""
    definition = CreateTable(info.table)
    definition.columns.sort(key=lambda each: each.element.name not in MIXED_IN)
    create = str(definition.compile(dialect=dialect))
    # With the models' indexes, rows without ORDER BY have the same order as from a database on disk.
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect))
        for index in sorted(info.table.indexes, key=lambda index: index.name)
    ]
    table = quoted(info.name)
    new, old = (listed(info.key, f"{which}.") for which in ("NEW", "OLD"))
    noted = {"INSERT": [new], "UPDATE": [old, new], "DELETE": [old]}
    triggers = []
    for event, keys in noted.items():
        notes = " ".join(f"SELECT rome_note({literal(info.name)}, {key});" for key in keys)
        if event == "INSERT" and info.auto:
            notes += (
                f" UPDATE {table} SET {quoted(info.auto)} = ({_next_free_id(info.name, info.auto)}) "
                f"WHERE rowid = NEW.rowid AND rowid > {_TEMPORARY_IDS};"
            )
        if event == "INSERT" and info.born:
            notes += (
                f" UPDATE {table} SET rowid = rowid + {NEW_ROWIDS} "
                f"WHERE rowid = NEW.rowid AND rowid < {NEW_ROWIDS};"
            )
        triggers.append(
            f"CREATE TRIGGER {quoted(f'rome_{info.name}_{event}')} AFTER {event} ON {table} "
            f"WHEN rome_writing() BEGIN {notes} END"
        )
    return [create, *indexes, *triggers]
