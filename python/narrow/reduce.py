"""Reduces a statement and its rows while the results on SQLite and ROME differ."""

import contextlib
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase

from constructs import of_statement
from narrow.candidates import ascending, others, smaller
from narrow.compare import Difference, Undetermined, difference
from narrow.forms import DIALECT
from narrow.sides import Rows, Side

_COMPARING = 0.3  # part of the time for comparing similar statements
_SINGLY = 60  # rows of a table that are removed one by one


class OutOfTime(Exception):
    """The request's time is over."""


def parameterized(statement: Any) -> str:
    """Return a statement's SQL and values; '' if it has no SQL."""
    try:
        compiled = statement.compile(dialect=DIALECT)
        return f"{compiled} {compiled.params}"
    except Exception:  # a candidate can be impossible, such as one with an ambiguous name
        return ""


class Reduction:
    """A statement, its rows and its difference. `reduce` replaces them with smaller ones."""

    def __init__(self, statement: Any, rows: Rows, sides: tuple[Side, Side], deadline: float) -> None:
        """`deadline`: on the monotonic clock, in seconds. `difference` is None if the results are the same."""
        self.statement, self.rows = statement, rows
        self._sides, self._deadline = sides, deadline
        self._load(rows)
        self.difference = self._differs(statement)
        # Similar statements without a difference, for the last statement and rows.
        self.equal: list[Any] = []
        self.complete = True  # whether all similar statements were compared
        self._accepted = {"", parameterized(statement)}
        self._tried: set[str] = set()  # with these rows

    def reduce(self) -> None:
        """Reduce until nothing can be removed, or most of the time is over. Then compare similar statements."""
        end = self._deadline
        self._deadline -= _COMPARING * max(0.0, end - time.monotonic())
        try:
            if isinstance(self.statement, UpdateBase):
                self._reduce_rows()
            while self._reduce_statement() | self._reduce_rows() | self._reduce_reversed():
                pass
        except OutOfTime:
            pass
        finally:
            self._deadline = end
            self._load(self.rows)
        self._find_equal()

    def _reduce_statement(self) -> bool:
        """Try each candidate. After one with a difference, continue with its own candidates at the same position."""
        progress, position, since = False, 0, 0
        while True:
            found = False
            for one in itertools.islice(smaller(self.statement), position, None):
                position, since = position + 1, since + 1
                text = parameterized(one)
                if text in self._tried or text in self._accepted:
                    continue
                self._tried.add(text)
                if self._accept(one):
                    self._accepted.add(text)
                    progress = found = True
                    position, since = position - 1, 0
                    break
            if not found:
                if since >= position:  # all candidates since the last change
                    return progress
                position = 0

    def _reduce_reversed(self) -> bool:
        """Reduce a descending order with the rows in reverse: without ORDER BY, their order can be that of the sort key.

        More columns are selected, because a database reads few columns from an index, in its order.
        """
        if "op.desc" not in of_statement(self.statement):
            return False
        rows = {table: [*reversed(some)] for table, some in self.rows.items()}
        self._load(rows)
        if any(self._accept(one) for one in ascending(self.statement)):
            self.rows = rows
            self._tried.clear()
            return True
        self._load(self.rows)
        return False

    def _find_equal(self) -> None:
        """Find similar statements without a difference."""
        try:
            for one in [*smaller(self.statement), *others(self.statement)]:
                with contextlib.suppress(Undetermined):
                    if self._differs(one) is None:
                        self.equal.append(one)
        except OutOfTime:
            self.complete = False

    def _accept(self, statement: Any) -> bool:
        try:
            found = self._differs(statement)
        except Undetermined:
            return False
        if found is None or self.difference is None or found.errors != self.difference.errors:
            return False
        self.statement, self.difference = statement, found
        return True

    def _differs(self, statement: Any) -> Difference | None:
        if time.monotonic() > self._deadline:
            raise OutOfTime
        return difference(statement, *self._sides)

    def _load(self, rows: Rows) -> None:
        for side in self._sides:
            side.load(rows)

    def _reduce_rows(self) -> bool:
        progress, again = False, True
        while again:
            again = False
            for rows in _fewer(self.rows):
                self._load(rows)
                if self._accept(self.statement):
                    self.rows = rows
                    self._tried.clear()
                    progress = again = True
                    break
        self._load(self.rows)
        return progress


def _fewer(rows: Rows) -> Iterator[Rows]:
    """Return the rows without a part of one table's rows, large parts first."""
    for table, some in rows.items():
        if some:
            yield _with(rows, table, [])
        half = len(some) // 2
        if half:
            yield _with(rows, table, some[:half])
            yield _with(rows, table, some[half:])
        quarter = len(some) // 4
        if quarter > 1:
            yield from (
                _with(rows, table, [*some[:start], *some[start + quarter :]])
                for start in range(0, len(some), quarter)
            )
    for table, some in rows.items():
        if 2 < len(some) <= _SINGLY:
            yield from (_with(rows, table, [*some[:index], *some[index + 1 :]]) for index in range(len(some)))


def _with(rows: Rows, table: sa.Table, some: Sequence[Mapping[str, Any]]) -> Rows:
    return {**rows, table: some}
