"""Compares races on MariaDB and on ROME."""

import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_PATHS = os.pathsep.join(
    str(Path(__file__).parents[4] / folder) for folder in ("python", "tests/python/support")
)
ROUNDS = {"mariadb": 16, "rome": 10}
# If an outcome of ROME has not occurred on MariaDB, up to _PATIENCE searches of _SEARCH_ROUNDS rounds look for it.
_PATIENCE = 40
_SEARCH_ROUNDS = 25
# The number of slices. Each slice has a quarter of the races of every table, and takes a quarter of the time.
SLICES = 4


@dataclass(frozen=True)
class Compared:
    """The outcomes of one race on both databases, with their counts. `unseen`: ROME's outcomes that MariaDB lacks."""

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

    def run(self, race: str, rounds: int, serial: bool = False) -> Counter:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"race": race, "rounds": rounds, "serial": serial}) + "\n")
        self._process.stdin.flush()
        return Counter(self._read())

    def _read(self) -> list[str]:
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
    seen, found = mariadb.run(name, ROUNDS["mariadb"]), rome.run(name, ROUNDS["rome"])
    known = set(seen) | set(mariadb.run(name, 1, serial=True))
    for _ in range(_PATIENCE):
        if known.issuperset(found):
            break
        known.update(mariadb.run(name, _SEARCH_ROUNDS))
    return Compared(name, seen, found, tuple(sorted(set(found) - known)))


def successes(outcomes: Counter) -> float:
    """Return the share of processes that succeeded. The answer of a failed process is the name of an exception."""
    answers = [
        (answer, times) for text, times in outcomes.items() for answer in json.loads(text)["answers"].values()
    ]
    refused = sum(times for answer, times in answers if isinstance(answer, str) and answer[:1].isupper())
    return 1 - refused / sum(times for _, times in answers)
