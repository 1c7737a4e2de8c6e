"""Cases of eager loading."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, subqueryload

from rome.survey_cases.case import case
from rome.survey_cases.schema import Author


def _titles(session: Session, option: Any) -> list:
    """Return authors with their eagerly loaded books, without lazy loading."""
    authors = session.execute(select(Author).options(option(Author.books))).unique().scalars().all()
    return sorted((a.name, sorted(b.title for b in vars(a)["books"])) for a in authors)


@case("loader.joined", "select", "join.outer")
def _(session: Session) -> Any:
    return _titles(session, joinedload)


@case("loader.subquery", "select", "subquery", "join.inner")
def _(session: Session) -> Any:
    return _titles(session, subqueryload)


@case("loader.selectin", "select", "op.in")
def _(session: Session) -> Any:
    return _titles(session, selectinload)
