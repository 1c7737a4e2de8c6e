"""Writes an event for each call of a public DB-API function, even if the function runs no query."""

import functools
import importlib
import inspect
import sys
import time
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from .journal import Event, Journal
from .refusals import Raised
from .stack import Stack
from .values import shape

# Functions that return sessions or engines. They are called for every query, but run no query themselves.
SESSIONS = frozenset({"get_engine", "get_session", "session_for_read", "session_for_write"})


class Calls:
    """Observes the public functions that the DB-API module defines, between `install` and `remove`."""

    def __init__(
        self,
        journal: Journal,
        stack: Stack,
        api_module: str,
        helpers: frozenset[str] = frozenset(),
        values: bool = False,
        raised: Raised | None = None,
    ) -> None:
        """`raised` is called with each exception of a function, and the caller's frame."""
        self._values, self._raised = values, raised
        self._ignored = SESSIONS | helpers
        self._journal, self._stack, self._name = journal, stack, api_module
        self._write = journal.guard("reporting a call")(self._report)
        self._module: ModuleType | None = None
        self._own: dict[str, Any] = {}

    def install(self) -> None:
        """Import the module and wrap its functions, for callers in the module and elsewhere.

        Raises ImportError if the module does not exist.
        """
        self._module = importlib.import_module(self._name)
        for name, function in inspect.getmembers(self._module, inspect.isfunction):
            own = inspect.unwrap(function).__module__ == self._name
            if own and not name.startswith("_") and name not in self._ignored:
                self._own[name] = function
                setattr(self._module, name, self._observe(name, function))

    def remove(self) -> None:
        """Restore the module's functions."""
        for name, function in self._own.items():
            setattr(self._module, name, function)
        self._own.clear()

    def _observe(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def observed(*arguments: Any, **named: Any) -> Any:
            started, before = time.time(), time.perf_counter()
            error: str | None = None
            returned: Any = None
            try:
                returned = function(*arguments, **named)
                return returned
            except Exception as failed:
                error = type(failed).__name__
                if self._raised is not None:
                    self._raised(failed, sys._getframe(1))
                raise
            finally:
                seconds = time.perf_counter() - before
                context = arguments[0] if arguments else named.get("context")
                self._write(name, sys._getframe(1), context, started, seconds, error, returned)

        return observed

    def _report(
        self,
        name: str,
        caller: FrameType,
        context: Any,
        started: float,
        seconds: float,
        error: str | None,
        returned: Any,
    ) -> None:
        described: Event = {
            "kind": "call",
            "time": round(started, 6),
            **self._stack.describe(caller, context),
            "function": name,
            "ms": round(seconds * 1000, 3),
        }
        if error is not None:
            described["error"] = error
        elif self._values:
            described["returned"] = repr(shape(returned))
        self._journal.write(described)
