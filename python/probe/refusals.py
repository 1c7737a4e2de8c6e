"""Writes an event for each construct that ROME refuses, even if the service handles the exception.

ROME reports a refusal itself (`on_refusal`), or raises an exception with a `construct` attribute, or a
NotImplementedError.
"""

import re
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

from .journal import Journal
from .stack import Stack, within

Raised = Callable[[Exception, FrameType], None]
Subscribe = Callable[[Callable[[str, str], None]], Any]


# Maximum number of exceptions that led to one another.
MOST_CAUSES = 10
# Names of constructs in messages.
NAMED = re.compile(r"\b(?:Query|op|func|join|loader)\.\w+")
UNKNOWN = "unknown"


class _Frame(NamedTuple):
    """A frame of an exception's traceback, with what `Stack` reads of a frame. Its own `f_back` and line have changed."""

    f_code: Any
    f_globals: Any
    f_locals: Any
    f_lineno: int
    f_back: Any


class Refusals:
    """Subscribes to a ROME's refusals between `install` and `remove`."""

    def __init__(self, journal: Journal, stack: Stack, subscribe: Subscribe) -> None:
        """`subscribe(callback)` makes ROME call `callback(construct, detail)` just before each refusal."""
        self._journal, self._stack, self._subscribe = journal, stack, subscribe
        self._record = journal.guard("reporting a refusal")(self._report)
        self._record_raised = journal.guard("reporting a refusal")(self._report_raised)
        self._active = False

    def install(self) -> None:
        """Start recording."""
        self._active = True
        self._subscribe(self._refused)

    def remove(self) -> None:
        """Stop recording. ROME keeps the callback, which then does nothing."""
        self._active = False

    def _refused(self, construct: str, detail: str) -> None:
        if self._active:
            self._record(construct, detail)

    def raised(self, error: Exception, caller: FrameType) -> None:
        """Record an exception that left a query or a DB-API function, if it or one of its causes is ROME's refusal."""
        if self._active:
            self._record_raised(error, caller)

    def _report_raised(self, error: Exception, caller: FrameType) -> None:
        frame: Any = caller
        cause: BaseException | None = error
        for _ in range(MOST_CAUSES):
            if cause is None:
                return
            frames = [
                _Frame(one.f_code, one.f_globals, one.f_locals, line, None)
                for one, line in traceback.walk_tb(cause.__traceback__)
            ]
            for each in frames:
                frame = each._replace(f_back=frame)
            construct = _refused(cause, frames)
            if construct is not None:
                self._write(frame, construct, str(cause))
                return
            cause = cause.__cause__ or cause.__context__

    def _report(self, construct: str, detail: str) -> None:
        self._write(sys._getframe(1), construct, detail)

    def _write(self, frame: Any, construct: str, detail: str) -> None:
        self._journal.write(
            {
                "kind": "refusal",
                "time": round(time.time(), 6),
                **self._stack.describe(frame),
                "construct": construct,
                "detail": detail,
                "traceback": self._stack.traceback(frame),
            }
        )


def _refused(error: BaseException, frames: list[_Frame]) -> str | None:
    """Return the construct that ROME refused with an exception; None if it is another exception."""
    named = getattr(error, "construct", None)
    is_refusal = isinstance(named, str) or isinstance(error, NotImplementedError)
    if not is_refusal or not frames or not _in_rome(frames[-1]):
        return None
    rome = sys.modules.get("rome")
    if isinstance(error, getattr(rome, "MissingQuery", ())):
        return None  # on_refusal has reported it
    if isinstance(named, str):
        return named
    found = NAMED.search(str(error))
    return found[0] if found else _called(frames)


def _called(frames: list[_Frame]) -> str:
    """Return the method of ROME's query class that the service called."""
    for frame in frames:
        owner, _, name = frame.f_code.co_qualname.rpartition(".")
        if _in_rome(frame) and owner.endswith("Query"):
            return f"Query.{name}"
    return UNKNOWN


def _in_rome(frame: _Frame) -> bool:
    return within(str(frame.f_globals.get("__name__", "")), "rome")
