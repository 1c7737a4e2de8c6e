"""The definition of a case."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

Run = Callable[[Session], Any]


class Case(NamedTuple):
    """A case for one construct. `run` gets an open session and returns the result."""

    construct: str
    needs: tuple[str, ...]  # other constructs it uses: if one of them fails, the case has no verdict
    run: Run


CASES: dict[str, Case] = {}


def case(construct: str, *needs: str) -> Callable[[Run], Run]:
    """Decorate a function to add it to CASES. Raises ValueError for a second case of the same construct."""

    def note(run: Run) -> Run:
        if construct in CASES:
            raise ValueError(f"two cases for {construct}")
        CASES[construct] = Case(construct, needs, run)
        return run

    return note


def rows(session: Session, statement: Any, *parameters: Any) -> list[tuple]:
    """Return the rows of a Core statement, sorted. This needs neither Query nor ORDER BY."""
    return sorted(in_order(session, statement, *parameters), key=repr)


def in_order(session: Session, statement: Any, *parameters: Any) -> list[tuple]:
    """Return the rows of a Core statement in the database's order."""
    return [tuple(row) for row in session.execute(statement, *parameters)]
