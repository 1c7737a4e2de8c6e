"""The order of the statements of a race, recorded in one round and repeated in another.

Each process has events: the start and the end of each statement, and the start of each commit. An order is the list
of the numbers of the processes, one for each event, by time.
"""

import multiprocessing
import random
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

# A process waits this long for an event of another process. After that, it no longer follows the order, because a
# database with locks does not allow all orders.
_LIMIT_SECONDS = 0.1
_FINISHED = 1_000_000
# oslo.db tests connections of MariaDB with this statement. ROME's connections need no test.
_PING = "SELECT 1"


def order_of(times: Sequence[Sequence[int]]) -> list[int]:
    """Return the order of the events from the times of each process."""
    return [number for _, number in sorted((at, number) for number, all_ in enumerate(times) for at in all_)]


def earlier_events(order: Sequence[int], number: int, processes: int) -> list[list[int]]:
    """Return, for each event of one process, how many events of each process come before it."""
    counts, found = [0] * processes, []
    for one in order:
        if one == number:
            found.append(list(counts))
        counts[one] += 1
    return found


class Turns:
    """Shared by the processes of a race. Each process calls `listen` once, and `start` and `finish` in each race."""

    def __init__(self, processes: int) -> None:
        self._done = multiprocessing.get_context("fork").Array("i", processes, lock=False)
        self._processes = processes

    def listen(self, number: int) -> None:
        self._number = number
        self._chance = random.Random(number)
        sa.event.listen(Engine, "before_cursor_execute", self._before)
        sa.event.listen(Engine, "after_cursor_execute", self._after)
        sa.event.listen(Engine, "commit", self._before)

    def start(self, order: Sequence[int], halt: float) -> None:
        """Start recording. Follow `order`, if it is not empty. Pause up to `halt` seconds before some events."""
        self._halt = halt
        self._earlier = earlier_events(order, self._number, self._processes)
        self._times: list[int] = []
        self._done[self._number] = 0

    def finish(self) -> list[int]:
        """Return the times of this process's events, in nanoseconds."""
        self._done[self._number] = _FINISHED
        self._halt, self._earlier = 0, []
        return self._times

    def _before(self, connection: Any, cursor: Any = None, statement: str = "", *_: Any) -> None:
        if statement != _PING:
            self._wait()
            self._record()

    def _after(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement != _PING:
            self._record()

    def _record(self) -> None:
        self._times.append(time.monotonic_ns())
        self._done[self._number] = len(self._times)

    def _wait(self) -> None:
        if self._halt and self._chance.random() < 1 / 3:
            time.sleep(self._chance.random() * self._halt)
        if len(self._times) >= len(self._earlier):
            return
        earlier, limit = self._earlier[len(self._times)], time.monotonic() + _LIMIT_SECONDS
        while any(self._done[n] < earlier[n] for n in range(self._processes) if n != self._number):
            if time.monotonic() > limit:
                self._earlier = []
                return
            time.sleep(0.0002)
