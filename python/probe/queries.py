"""Writes an event for each query method that the service itself calls."""

import functools
import inspect
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from .journal import Event, Journal
from .refusals import Raised
from .stack import Stack
from .values import shape

# Methods that run the query. Their result is summarised if values are recorded.
RUNNING = frozenset({"all", "one", "one_or_none", "first", "scalar", "get"})
# Methods that return a number of rows, which is always recorded.
COUNTING = frozenset({"update", "delete", "count"})


class Queries:
    """Observes the public methods of one query class between `install` and `remove`."""

    def __init__(
        self,
        journal: Journal,
        stack: Stack,
        query_class: type,
        values: bool = False,
        raised: Raised | None = None,
    ) -> None:
        """`raised` is called with each exception of a method, and the caller's frame."""
        self._values, self._raised = values, raised
        self._journal, self._stack, self._class = journal, stack, query_class
        self._write = journal.guard("reporting a query")(self._report)
        self._own: dict[str, Any] = {}
        self._observed: list[str] = []

    def install(self) -> None:
        """Wrap every public method on the class itself, including inherited ones. Base classes are unchanged."""
        for name, method in inspect.getmembers(self._class, inspect.isfunction):
            static = isinstance(inspect.getattr_static(self._class, name), staticmethod)
            if static or name.startswith("_"):
                continue
            if name in vars(self._class):
                self._own[name] = method
            setattr(self._class, name, self._observe(name, method))
            self._observed.append(name)

    def remove(self) -> None:
        """Restore the class's methods."""
        for name in self._observed:
            if name in self._own:
                setattr(self._class, name, self._own[name])
            else:
                delattr(self._class, name)
        self._observed.clear()

    def _observe(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        place = self._stack.place

        @functools.wraps(method)
        def observed(*arguments: Any, **named: Any) -> Any:
            caller = sys._getframe(1)
            # SQLAlchemy often calls its own methods. Only the service's calls are constructs that it needs.
            if place(caller) is None:
                return method(*arguments, **named)
            started = time.time()
            try:
                value = method(*arguments, **named)
            except Exception as error:
                if self._raised is not None:
                    self._raised(error, caller)
                self._write(name, caller, started, "error", error)
                raise
            self._write(name, caller, started, "value", value)
            return value

        return observed

    def _report(self, name: str, caller: FrameType, started: float, outcome: str, value: Any) -> None:
        described: Event = {
            "kind": "query",
            "time": round(started, 6),
            **self._stack.describe(caller),
            "construct": f"Query.{name}",
        }
        if outcome == "error":
            described["error"] = type(value).__name__  # oslo.db's messages contain the statement's values
        elif name in COUNTING:
            described["value"] = repr(value)
        elif self._values and name in RUNNING:
            described["value"] = repr(shape(value))
        self._journal.write(described)
