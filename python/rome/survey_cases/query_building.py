"""Cases of the Query methods that return another query. Iterating over the query runs it without another method."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Query, Session, joinedload

from rome.survey_cases.case import case
from rome.survey_cases.schema import Author, Book, Lone

Build = Callable[[Query], Query]


def _build(method: str, build: Build, *needs: str, of: Any = Author.name, ordered: bool = False) -> None:
    def run(session: Session) -> list:
        found = [tuple(row) for row in build(session.query(*of if isinstance(of, tuple) else (of,)))]
        return found if ordered else sorted(found, key=repr)

    case(f"Query.{method}", "select", *needs)(run)


def _count(method: str, build: Build, *needs: str) -> None:
    def run(session: Session) -> str:
        return f"{len(list(build(session.query(Author.id))))} rows"

    case(f"Query.{method}", "select", *needs)(run)


_build("filter", lambda q: q.filter(Author.age == 20), "op.eq")
_build("where", lambda q: q.where(Author.age == 20), "op.eq")
_build("filter_by", lambda q: q.filter_by(age=20), "op.eq")
_build(
    "join",
    lambda q: q.join(Book, Book.author_id == Author.id),
    "join.inner",
    "op.eq",
    of=(Author.name, Book.title),
)
_build(
    "outerjoin",
    lambda q: q.outerjoin(Book, Book.author_id == Author.id),
    "join.outer",
    "op.eq",
    of=(Author.name, Book.title),
)
_build("order_by", lambda q: q.order_by(Author.name), "order_by", ordered=True)
_build("group_by", lambda q: q.group_by(Author.age), "group_by", of=Author.age)
_build("distinct", lambda q: q.distinct(), "distinct", of=Author.age)
_build("select_from", lambda q: q.select_from(Author))
_build("with_entities", lambda q: q.with_entities(Author.age))
_build("add_columns", lambda q: q.add_columns(Author.age))
_build("with_for_update", lambda q: q.with_for_update(), "for_update", of=Lone.name)
_build("execution_options", lambda q: q.execution_options(survey=True))
_build("yield_per", lambda q: q.yield_per(10))
_count("limit", lambda q: q.limit(2), "limit")
_count("offset", lambda q: q.offset(1), "offset")
_count("slice", lambda q: q.slice(1, 3), "limit", "offset")


@case("Query.having", "select", "Query.group_by", "having", "op.gt")
def _(session: Session) -> Any:
    return sorted(tuple(r) for r in session.query(Author.age).group_by(Author.age).having(Author.age > 25))


@case("Query.union", "select", "union", "subquery")
def _(session: Session) -> Any:
    query = session.query(Author.age).union(session.query(Author.age))
    return sorted((tuple(row) for row in query), key=repr)


@case("Query.union_all", "select", "union", "subquery")
def _(session: Session) -> Any:
    query = session.query(Author.age).union_all(session.query(Author.age))
    return sorted((tuple(row) for row in query), key=repr)


@case("Query.options", "select", "loader.joined")
def _(session: Session) -> Any:
    authors = session.query(Author).options(joinedload(Author.books))
    return sorted((a.name, len(vars(a)["books"])) for a in authors)


@case("Query.populate_existing", "select")
def _(session: Session) -> Any:
    author = next(iter(session.query(Lone)))
    with session.no_autoflush:
        author.name = "changed"
        return [x.name for x in session.query(Lone).populate_existing()]
