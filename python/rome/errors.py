"""The exceptions of ROME: refused constructs, and SQLite errors that oslo.db translates to its own exceptions."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Never, NoReturn

from oslo_db import exception as oslo_exception
from oslo_db.sqlalchemy import exc_filters
from sqlalchemy import exc as sqlalchemy_exception


class MissingQuery(NotImplementedError):
    """A construct that the profile refuses. `construct`: its name; `detail`: the caller or the SQL that used it."""

    def __init__(self, construct: str, detail: str = "") -> None:
        super().__init__(f"ROME has no {construct}" + (f": {detail}" if detail else ""))
        self.construct = construct
        self.detail = detail


class Lost(sqlite3.OperationalError):
    """Redis cannot be reached, or was emptied. oslo.db translates it to DBConnectionError, because the dialect's
    is_disconnect is true for it."""


class StoreFailed(sqlite3.OperationalError):
    """Redis returned an error (out of memory, read-only replica...)."""


class Conflict(sqlite3.OperationalError):
    """A conflict with another transaction. oslo.db translates it to DBDeadlock, which its decorators retry."""

    def __init__(self, what: str) -> None:
        super().__init__(f"rome: deadlock: {what}")


class DanglingReference(sqlite3.IntegrityError):
    """A foreign key without its parent row. The message is SQLite's, so oslo.db translates it to DBReferenceError."""

    def __init__(self) -> None:
        super().__init__("FOREIGN KEY constraint failed")


class Duplicate(sqlite3.IntegrityError):
    """A unique value that another row has. The message is SQLite's, so oslo.db translates it to DBDuplicateEntry."""

    def __init__(self, table: str, columns: Iterable[str]) -> None:
        super().__init__("UNIQUE constraint failed: " + ", ".join(f"{table}.{c}" for c in columns))


class SchemaChange(sqlite3.NotSupportedError):
    """A DDL statement. The tables come from the models, so a change would be lost at the end of the transaction."""


@exc_filters.filters("sqlite", sqlalchemy_exception.OperationalError, r".*rome: deadlock: ")
def _as_deadlock(error: Any, match: Any, engine_name: Any, is_disconnect: Any) -> Never:
    raise oslo_exception.DBDeadlock(error)


@exc_filters.filters("sqlite", MissingQuery, r".*")
def _as_is(error: Any, match: Any, engine_name: Any, is_disconnect: Any) -> Never:
    raise error


_callbacks: list[Callable[[str, str], None]] = []


def on_refusal(callback: Callable[[str, str], None]) -> None:
    """Call `callback(construct, detail)` just before each MissingQuery is raised."""
    _callbacks.append(callback)


def refuse(construct: str, detail: str) -> NoReturn:
    """Call the callbacks, then raise MissingQuery."""
    for callback in _callbacks:
        callback(construct, detail)
    raise MissingQuery(construct, detail)
