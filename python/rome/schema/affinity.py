"""How SQLite takes a value that meets a column, be it stored there or compared with it: by the column's affinity."""

import enum
import sqlite3
import threading
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

_DIALECT = sqlite.dialect()


class Affinity(enum.Enum):
    TEXT = "TEXT"
    INTEGER = "INTEGER"
    REAL = "REAL"
    NUMERIC = "NUMERIC"
    BLOB = "BLOB"

    @property
    def is_numeric(self) -> bool:
        """Text that reads as a number counts as that number."""
        return self in (Affinity.INTEGER, Affinity.REAL, Affinity.NUMERIC)


# By what the name of a column's type contains, in this order.
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
    name = str(kind.compile(dialect=_DIALECT)).upper()
    return next((affinity for part, affinity in _NAMES.items() if part in name), Affinity.NUMERIC)


class _Converter:
    """A table with a column of each affinity: SQLite itself converts what is put there."""

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
    """The value as a column of this affinity has it. Raises what SQLite raises for values that it cannot take."""
    if (type(value) is str and affinity is Affinity.TEXT) or (
        type(value) is int and affinity is Affinity.INTEGER
    ):
        return value  # most are, and are sooner returned than converted
    return _converter.convert(value, affinity)
