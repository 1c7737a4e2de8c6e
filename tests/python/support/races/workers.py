"""The processes that run a race."""

import multiprocessing
import random
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any, Literal

from races.race import WORKERS, Race
from races.turns import Turns, order_of

# - `serial`: the processes run one after another in random order;
# - `together`: they start at nearly the same time;
# - `halting`: they also pause before some statements, so that rare outcomes occur more often;
# - `ordered`: their statements run in a given order, as far as the database allows it.
Pace = Literal["serial", "together", "halting", "ordered"]

# Each process starts after a random delay up to one of these. The outcome depends on the time between the starts.
_APART_SECONDS = (0.0, 0.003, 0.01, 0.03)
_HALT_SECONDS = (0.001, 0.005, 0.02)


class Workers:
    """Processes that wait for a race and then run it together."""

    def __init__(self, known: Mapping[str, Race]) -> None:
        fork = multiprocessing.get_context("fork")
        self._barrier = fork.Barrier(WORKERS)
        self._turns = Turns(WORKERS)
        self._ends: list[Connection] = []
        self._processes: list[Any] = []
        for number in range(WORKERS):
            ours, theirs = fork.Pipe()
            process = fork.Process(target=self._serve, args=(theirs, number, known), daemon=True)
            process.start()
            self._processes.append(process)
            self._ends.append(ours)

    def _serve(self, end: Connection, number: int, known: Mapping[str, Race]) -> None:
        chance, turns = random.Random(number), self._turns
        turns.listen(number)
        while True:
            name, subject, pace, order, apart, halt = end.recv()
            turns.start(order, halt)
            if pace != "serial":
                self._barrier.wait()
            time.sleep(chance.random() * apart)
            try:
                answer = known[name].act(subject, f"w{number}")
            except Exception as error:
                answer = type(error).__name__
            end.send((answer, turns.finish()))

    def end(self) -> None:
        for process in self._processes:
            process.terminate()
            process.join()

    def run(
        self, name: str, subject: Any, pace: Pace, order: Sequence[int]
    ) -> tuple[list[Any], Sequence[int]]:
        """Return the answer of each process, and the order of their statements."""
        apart = random.choice(_APART_SECONDS) if pace in ("together", "halting") else 0
        halt = random.choice(_HALT_SECONDS) if pace == "halting" else 0
        received: dict[int, tuple[Any, list[int]]] = {}
        for number in random.sample(range(WORKERS), WORKERS):
            self._ends[number].send((name, subject, pace, order, apart, halt))
            if pace == "serial":
                received[number] = self._ends[number].recv()
        for number in range(WORKERS):
            if number not in received:
                received[number] = self._ends[number].recv()
        ordered = [received[number] for number in range(WORKERS)]
        return [answer for answer, _ in ordered], order_of([times for _, times in ordered])
