"""How a case is written down."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

Run = Callable[[Session], Any]


class Case(NamedTuple):
    construct: str
    needs: tuple[str, ...]  # constructs it cannot do without: when one of them fails, it tells nothing
    run: Run


CASES: dict[str, Case] = {}


def case(construct: str, *needs: str) -> Callable[[Run], Run]:
    def note(run: Run) -> Run:
        if construct in CASES:
            raise ValueError(f"two cases for {construct}")
        CASES[construct] = Case(construct, needs, run)
        return run

    return note


def rows(session: Session, statement: Any, *parameters: Any) -> list[tuple]:
    """What a Core statement returns, sorted: without a Query, and without an order from the database."""
    return sorted(in_order(session, statement, *parameters), key=repr)


def in_order(session: Session, statement: Any, *parameters: Any) -> list[tuple]:
    return [tuple(row) for row in session.execute(statement, *parameters)]
