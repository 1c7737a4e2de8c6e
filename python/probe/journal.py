"""The probe's output: a JSONL file with one event per line, including the probe's own errors.

Each line is one `os.write` to a descriptor opened with O_APPEND. So a reader sees all events of a request before its
response is sent, and the lines of threads and processes never mix. The probe needs no flush, and holds no lock across
a fork.
"""

import functools
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

Event = dict[str, Any]
Listener = TypeVar("Listener", bound=Callable[..., Any])

_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


class Journal:
    """Appends events to one file."""

    def __init__(self, path: str) -> None:
        """Open the file, or create it with read access only for its owner. Raises OSError if that fails."""
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._reported: set[str] = set()

    def write(self, event: Event) -> None:
        """Append one event. Raises OSError if the line was not written completely, such as on a full disk."""
        line = (_encode(event) + "\n").encode()
        written = os.write(self._descriptor, line)
        if written != len(line):
            raise OSError(f"only {written} of {len(line)} bytes of an event were written")

    def failure(self, where: str, error: Exception) -> None:
        """Record an error of the probe in the file and, once per kind of error, on stderr."""
        place = traceback.extract_tb(error.__traceback__)[-1:]
        text = f"{type(error).__name__}: {error}"
        event = {"kind": "probe-error", "time": round(time.time(), 6), "where": where, "error": text}
        if place:
            event["at"] = {"file": place[0].filename, "line": place[0].lineno, "function": place[0].name}
        kind = f"{where} {type(error).__name__}"
        if kind not in self._reported:
            self._reported.add(kind)
            print(f"probe: {where} failed, reported only once: {text}", file=sys.stderr, flush=True)
        try:
            self.write(event)
        except OSError as unwritable:
            if "write" not in self._reported:
                self._reported.add("write")
                print(f"probe: events are being lost: {unwritable}", file=sys.stderr, flush=True)

    def guard(self, where: str) -> Callable[[Listener], Listener]:
        """Return a decorator for listeners. It records their errors, so that these never reach the service."""

        def decorate(listener: Listener) -> Listener:
            @functools.wraps(listener)
            def guarded(*arguments: Any, **named: Any) -> Any:
                try:
                    return listener(*arguments, **named)
                except Exception as error:  # the service's request must continue in any case
                    self.failure(where, error)
                    return None

            return guarded  # type: ignore[return-value]

        return decorate

    def close(self) -> None:
        """Close the file. A later write raises OSError."""
        os.close(self._descriptor)
