"""Writes an event for each round trip from ROME to its store. Round trips are the main cost of a key/value store."""

import sys
import time
from collections.abc import Callable
from typing import Any

from .journal import Journal
from .stack import Stack

Subscribe = Callable[[Callable[[str], None]], Any]


class RoundTrips:
    """Subscribes to a ROME's round trips between `install` and `remove`."""

    def __init__(self, journal: Journal, stack: Stack, subscribe: Subscribe) -> None:
        """`subscribe(callback)` makes ROME call `callback(script)` in the request's thread before each round trip."""
        self._journal, self._stack, self._subscribe = journal, stack, subscribe
        self._record = journal.guard("reporting a round trip")(self._report)
        self._active = False

    def install(self) -> None:
        """Start recording."""
        self._active = True
        self._subscribe(self._sent)

    def remove(self) -> None:
        """Stop recording. ROME keeps the callback, which then does nothing."""
        self._active = False

    def _sent(self, script: str) -> None:
        if self._active:
            self._record(script)

    def _report(self, script: str) -> None:
        self._journal.write(
            {
                "kind": "round-trip",
                "time": round(time.time(), 6),
                **self._stack.describe(sys._getframe(1)),
                "script": script,
            }
        )
