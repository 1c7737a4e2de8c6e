"""Cases of operators, functions and expressions, as Core statements."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Integer, String, and_, cast, func, not_, or_, select
from sqlalchemy import case as case_of
from sqlalchemy.orm import Session

from rome.survey_cases.case import case, in_order, rows
from rome.survey_cases.schema import Author, Lone

Criterion = Callable[[], Any]


def _filter(construct: str, criterion: Criterion, *needs: str) -> None:
    case(construct, "select", *needs)(lambda session: rows(session, select(Author.name).where(criterion())))


def _value(construct: str, expression: Criterion, *needs: str) -> None:
    case(construct, "select", *needs)(lambda session: rows(session, select(expression())))


_filter("op.eq", lambda: Author.age == 20)
_filter("op.ne", lambda: Author.age != 20)
_filter("op.lt", lambda: Author.age < 30)
_filter("op.le", lambda: Author.age <= 20)
_filter("op.gt", lambda: Author.age > 20)
_filter("op.ge", lambda: Author.age >= 20)
_filter("op.is", lambda: Author.age.is_(None))
_filter("op.is_not", lambda: Author.age.is_not(None))
_filter("op.in", lambda: Author.name.in_(["ann", "dan", "eve"]))
_filter("op.not_in", lambda: Author.name.not_in(["ann", "dan"]))
_filter("op.like", lambda: Author.name.like("%n"))
_filter("op.not_like", lambda: Author.name.not_like("%n"))
_filter("op.ilike", lambda: Author.name.ilike("A%"))
_filter("op.startswith", lambda: Author.name.startswith("d"))
_filter("op.REGEXP", lambda: Author.name.op("REGEXP")("^.a"))
_filter("op.LIKE", lambda: Author.name.op("LIKE")("%n"))
_filter("op.contains", lambda: Author.name.contains("o"))
_filter("op.between", lambda: Author.age.between(15, 25))
_filter("op.and", lambda: and_(Author.age == 20, Author.name == "ann"), "op.eq")
_filter("op.or", lambda: or_(Author.age == 30, Author.name == "ann"), "op.eq")
_filter("op.inv", lambda: not_(or_(Author.age == 30, Author.name == "ann")), "op.or", "op.eq")

_value("op.add", lambda: Author.age + 1)
_value("op.mod", lambda: Author.age % 7)
_value("op.sub", lambda: Author.age - 1)
_value("op.mul", lambda: Author.age * 2)
_value("op.concat", lambda: Author.name + "!")
_value("case", lambda: case_of((Author.age == 20, "young"), else_="other"), "op.eq")
_value("cast", lambda: cast(cast(Author.age, String), Integer))
_value("func.count", lambda: func.count(Author.age))
_value("func.sum", lambda: func.sum(Author.age))
_value("func.max", lambda: func.max(Author.age))
_value("func.min", lambda: func.min(Author.age))
_value("func.avg", lambda: func.avg(Author.age))
_value("func.coalesce", lambda: func.coalesce(Author.age, 0))
_value("func.lower", lambda: func.lower(Lone.name))
_value("func.upper", lambda: func.upper(Lone.name))
_value("func.length", lambda: func.length(Lone.name))


@case("op.asc", "select", "order_by")
def _(session: Session) -> Any:
    return in_order(session, select(Author.name).order_by(Author.name.asc()))


@case("op.desc", "select", "order_by")
def _(session: Session) -> Any:
    return in_order(session, select(Author.name).order_by(Author.name.desc()))
