"""What ROME raises: refusals of its own type, and SQLite errors that oslo.db turns into its exceptions."""

import sqlite3
from collections.abc import Callable
from typing import Any, Never, NoReturn

from oslo_db import exception as oslo_exception
from oslo_db.sqlalchemy import exc_filters
from sqlalchemy import exc as sqlalchemy_exception


class MissingQuery(NotImplementedError):
    """A construct that this ROME's profile refuses. `construct`: its name; `detail`: where it was met."""

    def __init__(self, construct: str, detail: str = "") -> None:
        super().__init__(f"ROME has no {construct}" + (f": {detail}" if detail else ""))
        self.construct = construct
        self.detail = detail


class Lost(sqlite3.OperationalError):
    """Redis cannot be reached, or was emptied. oslo.db makes it DBConnectionError (see the dialect's
    is_disconnect)."""


class StoreFailed(sqlite3.OperationalError):
    """Redis answered with an error of its own (out of memory, read-only replica...)."""


class Conflict(sqlite3.OperationalError):
    """Another transaction was first. oslo.db's retry decorators know it as DBDeadlock."""

    def __init__(self, what: str) -> None:
        super().__init__(f"rome: deadlock: {what}")


class DanglingReference(sqlite3.IntegrityError):
    """A foreign key without its row. The words are SQLite's, by which oslo.db finds DBReferenceError."""

    def __init__(self) -> None:
        super().__init__("FOREIGN KEY constraint failed")


class SchemaChange(sqlite3.NotSupportedError):
    """DDL: the tables come from the models, a change would vanish with the transaction."""


@exc_filters.filters("sqlite", sqlalchemy_exception.OperationalError, r".*rome: deadlock: ")
def _as_deadlock(error: Any, match: Any, engine_name: Any, is_disconnect: Any) -> Never:
    raise oslo_exception.DBDeadlock(error)


@exc_filters.filters("sqlite", MissingQuery, r".*")
def _as_is(error: Any, match: Any, engine_name: Any, is_disconnect: Any) -> Never:
    raise error


_callbacks: list[Callable[[str, str], None]] = []


def on_refusal(callback: Callable[[str, str], None]) -> None:
    """Have `callback(construct, detail)` called just before every MissingQuery is raised."""
    _callbacks.append(callback)


def refuse(construct: str, detail: str) -> NoReturn:
    for callback in _callbacks:
        callback(construct, detail)
    raise MissingQuery(construct, detail)
