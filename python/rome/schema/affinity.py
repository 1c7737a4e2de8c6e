"""SQLite's column affinities: how SQLite converts a value that is stored in a column or compared with it."""

import enum
import sqlite3
import threading
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

_DIALECT = sqlite.dialect()


class Affinity(enum.Enum):
    """SQLite's column affinities."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    REAL = "REAL"
    NUMERIC = "NUMERIC"
    BLOB = "BLOB"

    @property
    def is_numeric(self) -> bool:
        """Whether a column of this affinity converts text that looks like a number to that number."""
        return self in (Affinity.INTEGER, Affinity.REAL, Affinity.NUMERIC)


# Maps a part of a type's name to the affinity. The first match applies.
_NAMES = {
    "INT": Affinity.INTEGER,
    "CHAR": Affinity.TEXT,
    "CLOB": Affinity.TEXT,
    "TEXT": Affinity.TEXT,
    "BLOB": Affinity.BLOB,
    "REAL": Affinity.REAL,
    "FLOA": Affinity.REAL,
    "DOUB": Affinity.REAL,
}


def affinity_of(kind: TypeEngine) -> Affinity:
    """Return the affinity of a column with this SQLAlchemy type."""
    name = str(kind.compile(dialect=_DIALECT)).upper()
    return next((affinity for part, affinity in _NAMES.items() if part in name), Affinity.NUMERIC)


class _Converter:
    """Converts values with a SQLite table that has one column of each affinity. Threads can share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sqlite = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        columns = ", ".join(f"{one.value} {one.value}" for one in Affinity)
        self._sqlite.execute(f"CREATE TABLE one ({columns})")
        self._sqlite.execute("INSERT INTO one DEFAULT VALUES")

    def convert(self, value: Any, affinity: Affinity) -> Any:
        with self._lock:
            self._sqlite.execute(f"UPDATE one SET {affinity.value} = ?", (value,))
            return self._sqlite.execute(f"SELECT {affinity.value} FROM one").fetchone()[0]


_converter = _Converter()


def converted(value: Any, affinity: Affinity) -> Any:
    """Return the value as a column of this affinity stores it. Raises SQLite's error for an unsupported value."""
    if (type(value) is str and affinity is Affinity.TEXT) or (
        type(value) is int and affinity is Affinity.INTEGER
    ):
        return value  # the most frequent case, and faster than a conversion
    return _converter.convert(value, affinity)
