"""An event for each transaction and savepoint that ends, from SQLAlchemy's own events on every engine."""

import sys
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from .journal import Journal
from .stack import Stack

# SQLAlchemy's names of its events: all of them are given the connection first.
ENDS = ("commit", "rollback", "savepoint", "rollback_savepoint", "release_savepoint")


class Transactions:
    """Listens from `install` until `remove`."""

    def __init__(self, journal: Journal, stack: Stack) -> None:
        self._journal, self._stack = journal, stack
        self._listeners = [(name, journal.guard("reporting a transaction")(self._of(name))) for name in ENDS]

    def install(self) -> None:
        """Start listening on all engines, those made earlier included."""
        for name, listener in self._listeners:
            event.listen(Engine, name, listener)

    def remove(self) -> None:
        """Stop listening."""
        for name, listener in self._listeners:
            event.remove(Engine, name, listener)

    def _of(self, name: str) -> Any:
        # As many parameters as the event has: SQLAlchemy looks at the signature.
        if name in ("commit", "rollback"):
            return lambda conn: self._report(name)
        if name == "savepoint":
            return lambda conn, savepoint: self._report(name)
        return lambda conn, savepoint, context: self._report(name)

    def _report(self, name: str) -> None:
        told = self._stack.describe(sys._getframe(1))
        if "db_api" in told:  # what is not the DB API's is nothing that a port changes
            self._journal.write({"kind": "transaction", "time": round(time.time(), 6), **told, "ended": name})
