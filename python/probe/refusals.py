"""Writes an event for each construct that ROME refuses, even if the service handles the exception."""

import sys
import time
from collections.abc import Callable
from typing import Any

from .journal import Journal
from .stack import Stack

Subscribe = Callable[[Callable[[str, str], None]], Any]


class Refusals:
    """Subscribes to a ROME's refusals between `install` and `remove`."""

    def __init__(self, journal: Journal, stack: Stack, subscribe: Subscribe) -> None:
        """`subscribe(callback)` makes ROME call `callback(construct, detail)` just before each refusal."""
        self._journal, self._stack, self._subscribe = journal, stack, subscribe
        self._record = journal.guard("reporting a refusal")(self._report)
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

    def _report(self, construct: str, detail: str) -> None:
        frame = sys._getframe(1)
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
