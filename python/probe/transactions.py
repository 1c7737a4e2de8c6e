"""Writes an event for the end of each transaction and savepoint. Listens to SQLAlchemy's events of every engine."""

import sys
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from .journal import Journal
from .stack import Stack

# Names of SQLAlchemy's events. The first argument of each is the connection.
ENDS = ("commit", "rollback", "savepoint", "rollback_savepoint", "release_savepoint")


class Transactions:
    """Listens to transactions between `install` and `remove`."""

    def __init__(self, journal: Journal, stack: Stack) -> None:
        self._journal, self._stack = journal, stack
        self._listeners = [(name, journal.guard("reporting a transaction")(self._of(name))) for name in ENDS]

    def install(self) -> None:
        """Start listening on all engines, including those created earlier."""
        for name, listener in self._listeners:
            event.listen(Engine, name, listener)

    def remove(self) -> None:
        """Stop listening."""
        for name, listener in self._listeners:
            event.remove(Engine, name, listener)

    def _of(self, name: str) -> Any:
        # SQLAlchemy inspects the signature, which must have as many parameters as the event.
        if name in ("commit", "rollback"):
            return lambda conn: self._report(name)
        if name == "savepoint":
            return lambda conn, savepoint: self._report(name)
        return lambda conn, savepoint, context: self._report(name)

    def _report(self, name: str) -> None:
        described = self._stack.describe(sys._getframe(1))
        if "db_api" in described:  # a port changes only the DB API, so other transactions are not recorded
            self._journal.write(
                {"kind": "transaction", "time": round(time.time(), 6), **described, "ended": name}
            )
