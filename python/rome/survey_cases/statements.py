"""Cases of clauses and kinds of statements, as Core statements."""

from typing import Any

from sqlalchemy import delete, exists, insert, select, text, union, update
from sqlalchemy.orm import Session

from rome.survey_cases.case import case, in_order, rows
from rome.survey_cases.schema import Author, Book, Lone, Odd


@case("select")
def _(session: Session) -> Any:
    return rows(session, select(Author.name)), rows(session, select(Odd.__table__))


@case("insert", "select")
def _(session: Session) -> Any:
    made = session.execute(insert(Lone.__table__).values(name="new"))
    return made.rowcount, made.inserted_primary_key[0], rows(session, select(Lone.name))


@case("insert.many", "insert", "select")
def _(session: Session) -> Any:
    session.execute(insert(Lone.__table__), [{"name": "x"}, {"name": "y"}, {"name": "z"}])
    return rows(session, select(Lone.name))


@case("insert.from_select", "insert", "select")
def _(session: Session) -> Any:
    session.execute(insert(Lone.__table__).from_select(["name"], select(Author.name)))
    return rows(session, select(Lone.name))


@case("savepoint", "insert", "select")
def _(session: Session) -> Any:
    """A rollback to the savepoint undoes the second row and keeps the first."""
    session.execute(insert(Lone.__table__).values(name="kept"))
    nested = session.begin_nested()
    session.execute(insert(Lone.__table__).values(name="taken back"))
    nested.rollback()
    return rows(session, select(Lone.name))


@case("update", "select")
def _(session: Session) -> Any:
    changed = session.execute(update(Lone.__table__).values(name="other")).rowcount
    columns = session.execute(update(Odd.__table__).values(text="", number=7, flag=None)).rowcount
    return changed, rows(session, select(Lone.name)), columns, rows(session, select(Odd.__table__))


@case("delete", "select")
def _(session: Session) -> Any:
    one = session.execute(delete(Lone.__table__)).rowcount
    several = session.execute(delete(Odd.__table__)).rowcount
    return one, rows(session, select(Lone.name)), several, rows(session, select(Odd.id))


@case("union", "select")
def _(session: Session) -> Any:
    return rows(session, union(select(Author.age), select(Author.age)))


@case("subquery", "select")
def _(session: Session) -> Any:
    return rows(session, select(select(Author.id, Author.name).subquery().c.name))


@case("alias", "select")
def _(session: Session) -> Any:
    return rows(session, select(Author.__table__.alias("other").c.name))


@case("exists", "select", "op.eq")
def _(session: Session) -> Any:
    return rows(session, select(Author.name).where(exists().where(Book.author_id == Author.id)))


@case("distinct", "select")
def _(session: Session) -> Any:
    return rows(session, select(Author.age).distinct())


@case("limit", "select")
def _(session: Session) -> str:
    return f"{len(rows(session, select(Author.id).limit(2)))} rows"


@case("offset", "select")
def _(session: Session) -> str:
    return f"{len(rows(session, select(Author.id).offset(1)))} rows"


@case("order_by", "select")
def _(session: Session) -> Any:
    """Sort by one column, and by two columns, the first with NULLs and ties."""
    odd = in_order(session, select(Odd.id).order_by(Odd.text, Odd.number))
    return in_order(session, select(Author.name).order_by(Author.name)), odd


@case("group_by", "select")
def _(session: Session) -> Any:
    return rows(session, select(Author.age).group_by(Author.age))


@case("having", "select", "group_by", "op.gt")
def _(session: Session) -> Any:
    return rows(session, select(Author.age).group_by(Author.age).having(Author.age > 25))


@case("for_update", "select")
def _(session: Session) -> Any:
    return rows(session, select(Lone.name).with_for_update())


@case("join.inner", "select", "op.eq")
def _(session: Session) -> Any:
    return rows(session, select(Author.name, Book.title).join(Book, Book.author_id == Author.id))


@case("join.outer", "select", "op.eq")
def _(session: Session) -> Any:
    return rows(session, select(Author.name, Book.title).outerjoin(Book, Book.author_id == Author.id))


@case("text")
def _(session: Session) -> Any:
    return rows(session, text("SELECT name FROM survey_lone"))
