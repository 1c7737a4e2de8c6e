"""Compares races on MariaDB and on ROME."""

import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from races.workers import Pace

_PATHS = os.pathsep.join(
    str(Path(__file__).parents[4] / folder) for folder in ("python", "tests/python/support")
)
_ROUNDS = 10
# If an outcome of ROME has not occurred on MariaDB, up to _PATIENCE searches look for it. Each search repeats the order
# of ROME's statements some times on MariaDB, because their times still differ, and runs some rounds in random order.
_PATIENCE = 40
_REPEATED_ROUNDS = 5
_RANDOM_ROUNDS = 20
# The number of slices. Each slice has a quarter of the races of every table, and takes a quarter of the time.
SLICES = 4


# The outcome of one round, and the order of its statements.
Round = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Compared:
    """The outcomes of one race on both databases, with their counts, when the processes start together.

    `unseen`: ROME's outcomes that MariaDB lacks, also of rounds with pauses.
    """

    name: str
    mariadb: Counter
    rome: Counter
    unseen: tuple[str, ...]


class Side:
    """A process with one of the two databases; see side.py."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> "Side":
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "races.side", self.name],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": _PATHS},
        )
        self.races: list[str] = self._read()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        if self._process.wait() and error is None:
            raise RuntimeError(f"the process on {self.name} exited with code {self._process.returncode}")

    def run(self, race: str, rounds: int, pace: Pace = "together", order: Sequence[int] = ()) -> list[Round]:
        assert self._process.stdin
        self._process.stdin.write(
            json.dumps({"race": race, "rounds": rounds, "pace": pace, "order": order}) + "\n"
        )
        self._process.stdin.flush()
        return [(one["outcome"], tuple(one["order"])) for one in self._read()]

    def _read(self) -> list:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process on {self.name} exited with code {self._process.wait()}")
        return json.loads(line)


def chosen(text: str, today: datetime.date) -> slice:
    """Return the races that `text` selects: `all`, a slice such as `2/4`, or, if it is empty, the slice of the day.

    Raises ValueError for any other text.
    """
    if text == "all":
        return slice(None)
    numbers = [f"{n}/{SLICES}" for n in range(1, SLICES + 1)]
    text = text or numbers[today.toordinal() % SLICES]
    if text not in numbers:
        raise ValueError(f"RACES is {text!r}; use all, {', '.join(numbers)}")
    return slice(numbers.index(text), None, SLICES)


def compare(races: slice = slice(None)) -> Iterator[Compared]:
    """Run the races one after another. Outcomes of MariaDB include those of processes that run one after another."""
    with Side("mariadb") as mariadb, Side("rome") as rome:
        for name in rome.races[races]:
            yield _compare(name, mariadb, rome)


def _compare(name: str, mariadb: Side, rome: Side) -> Compared:
    seen, found = mariadb.run(name, _ROUNDS), rome.run(name, _ROUNDS)
    orders = dict([*found, *rome.run(name, _ROUNDS, "halting")])
    known = {outcome for outcome, _ in (*seen, *mariadb.run(name, 1, "serial"))}
    for _ in range(_PATIENCE):
        unseen = orders.keys() - known
        if not unseen:
            break
        for outcome in unseen:
            known |= dict(mariadb.run(name, _REPEATED_ROUNDS, "ordered", orders[outcome])).keys()
        known |= dict(mariadb.run(name, _RANDOM_ROUNDS, "halting")).keys()
    return Compared(name, _counted(seen), _counted(found), tuple(sorted(orders.keys() - known)))


def _counted(rounds: Sequence[Round]) -> Counter:
    return Counter(outcome for outcome, _ in rounds)


def successes(outcomes: Counter) -> float:
    """Return the share of processes that succeeded. The answer of a failed process is the name of an exception."""
    answers = [
        (answer, times) for text, times in outcomes.items() for answer in json.loads(text)["answers"].values()
    ]
    refused = sum(times for answer, times in answers if isinstance(answer, str) and answer[:1].isupper())
    return 1 - refused / sum(times for _, times in answers)
