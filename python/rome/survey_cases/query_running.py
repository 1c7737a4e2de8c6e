"""Cases of the Query methods that run the query or make it a part of another statement."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound

from rome.survey_cases.case import case, rows
from rome.survey_cases.schema import Author, Book, Lone


def _outcome(run: Callable[[], Any]) -> Any:
    """Return the result of `run`, or the name of its MultipleResultsFound or NoResultFound exception."""
    try:
        return run()
    except (MultipleResultsFound, NoResultFound) as error:
        return type(error).__name__


@case("Query.all", "select")
def _(session: Session) -> Any:
    return sorted(tuple(row) for row in session.query(Author.name).all())


@case("Query.first", "select")
def _(session: Session) -> Any:
    return tuple(session.query(Lone.name).first())


@case("Query.one", "select")
def _(session: Session) -> Any:
    return tuple(session.query(Lone.name).one()), _outcome(lambda: session.query(Author.name).one())


@case("Query.one_or_none", "select")
def _(session: Session) -> Any:
    several = _outcome(lambda: session.query(Author.name).one_or_none())
    return tuple(session.query(Lone.name).one_or_none()), several


@case("Query.scalar", "select")
def _(session: Session) -> Any:
    return session.query(Lone.name).scalar(), _outcome(lambda: session.query(Author.name).scalar())


@case("Query.get", "select", "op.eq")
def _(session: Session) -> Any:
    missing = session.query(Author).get(99)
    return session.query(Author).get(2).name, missing


@case("Query.count", "select", "func.count", "subquery")
def _(session: Session) -> Any:
    return session.query(Author).count()


@case("Query.value", "select")
def _(session: Session) -> Any:
    return session.query(Lone).value(Lone.name)


@case("Query.values", "select")
def _(session: Session) -> Any:
    return sorted(tuple(row) for row in session.query(Author).values(Author.id, Author.name))


@case("Query.update", "select", "update")
def _(session: Session) -> Any:
    changed = session.query(Book).update({"title": "new"}, synchronize_session=False)
    return changed, rows(session, select(Book.title))


@case("Query.delete", "select", "delete")
def _(session: Session) -> Any:
    removed = session.query(Book).delete(synchronize_session=False)
    return removed, rows(session, select(Book.title))


@case("Query.soft_delete", "select", "update")
def _(session: Session) -> Any:
    marked = session.query(Book).filter(Book.title == "one").soft_delete(synchronize_session=False)
    return marked, rows(session, select(Book.title, Book.deleted, Book.deleted_at.is_(None)))


@case("Query.update_on_match", "select", "update", "op.eq")
def _(session: Session) -> Any:
    """Change a row if it still has the given values."""
    changed = session.query(Book).update_on_match(Book(title="one", author_id=1), "title", {"deleted": True})
    return changed.title, rows(session, select(Book.title, Book.deleted))


@case("Query.subquery", "select", "subquery")
def _(session: Session) -> Any:
    return rows(session, select(session.query(Author.name).subquery().c.name))


@case("Query.scalar_subquery", "select", "subquery")
def _(session: Session) -> Any:
    return rows(session, select(session.query(Lone.name).scalar_subquery()))


@case("Query.cte", "select")
def _(session: Session) -> Any:
    return rows(session, select(session.query(Author.name).cte().c.name))


@case("Query.exists", "select", "exists")
def _(session: Session) -> Any:
    return rows(session, select(session.query(Lone.id).exists()))
