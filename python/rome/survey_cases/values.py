"""Cases of operators, functions and expressions, as Core statements."""

import operator
from collections.abc import Callable
from typing import Any

from sqlalchemy import Integer, String, and_, cast, func, not_, or_, select
from sqlalchemy import case as case_of
from sqlalchemy.orm import Session

from rome.survey_cases.case import case, in_order, rows
from rome.survey_cases.schema import NOON, Author, Lone, Odd

Criterion = Callable[[], Any]


def _filter(construct: str, *criteria: Criterion, needs: tuple[str, ...] = ()) -> None:
    """Add a case that filters authors by the first criterion, and rows of Odd by each of the others."""

    def run(session: Session) -> Any:
        first, *others = [criterion() for criterion in criteria]
        found = rows(session, select(Author.name).where(first))
        more = [rows(session, select(Odd.id).where(other)) for other in others]
        return (found, more) if more else found

    case(construct, "select", *needs)(run)


def _value(construct: str, expression: Criterion, *needs: str) -> None:
    case(construct, "select", *needs)(lambda session: rows(session, select(expression())))


def _compared(construct: str, first: Criterion, by: Callable[[Any, Any], Any]) -> None:
    """Add a case that compares numbers, text and times, and a numeric column with text. Some rows have NULLs."""
    _filter(
        construct,
        first,
        lambda: by(Odd.number, 10),
        lambda: by(Odd.number, 5_000_000_000),
        lambda: by(Odd.number, "010"),
        lambda: by(Odd.text, "b"),
        lambda: by(Odd.text, ""),
        lambda: by(Odd.moment, NOON),
    )


_compared("op.eq", lambda: Author.age == 20, operator.eq)
_compared("op.ne", lambda: Author.age != 20, operator.ne)
_compared("op.lt", lambda: Author.age < 30, operator.lt)
_compared("op.le", lambda: Author.age <= 20, operator.le)
_compared("op.gt", lambda: Author.age > 20, operator.gt)
_compared("op.ge", lambda: Author.age >= 20, operator.ge)
_filter("op.is", lambda: Author.age.is_(None), lambda: Odd.text.is_(None), lambda: Odd.flag.is_(None))
_filter("op.is_not", lambda: Author.age.is_not(None), lambda: Odd.text.is_not(None))
_filter(
    "op.in",
    lambda: Author.name.in_(["ann", "dan", "eve"]),
    lambda: Odd.text.in_(["a%", "b"]),
    lambda: Odd.number.in_([100, -1, 10]),
    lambda: Odd.number.in_([*range(1000, 2200), 9]),
    lambda: Odd.number.in_([]),
)
_filter(
    "op.not_in",
    lambda: Author.name.not_in(["ann", "dan"]),
    lambda: Odd.text.not_in(["", "B", "b"]),
    lambda: Odd.number.not_in([9, 10]),
    lambda: Odd.number.not_in([]),
)
_filter("op.like", lambda: Author.name.like("%n"), lambda: Odd.text.like("b%"), lambda: Odd.text.like("_%"))
_filter("op.not_like", lambda: Author.name.not_like("%n"), lambda: Odd.text.not_like("b%"))
_filter("op.ilike", lambda: Author.name.ilike("A%"))
_filter("op.startswith", lambda: Author.name.startswith("d"))
_filter("op.REGEXP", lambda: Author.name.op("REGEXP")("^.a"))
_filter("op.LIKE", lambda: Author.name.op("LIKE")("%n"))
_filter("op.contains", lambda: Author.name.contains("o"))
_filter("op.between", lambda: Author.age.between(15, 25), lambda: Odd.number.between(9, 100))
_filter(
    "op.and",
    lambda: and_(Author.age == 20, Author.name == "ann"),
    lambda: and_(Odd.text == "b", Odd.moment == NOON, Odd.number == 9),
    needs=("op.eq",),
)
_filter(
    "op.or",
    lambda: or_(Author.age == 30, Author.name == "ann"),
    lambda: or_(Odd.text == "B", Odd.number == 9, Odd.number == 0),
    needs=("op.eq",),
)
_filter("op.inv", lambda: not_(or_(Author.age == 30, Author.name == "ann")), needs=("op.or", "op.eq"))

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
    odd = in_order(session, select(Odd.id).order_by(Odd.text.asc(), Odd.number.asc()))
    return in_order(session, select(Author.name).order_by(Author.name.asc())), odd


@case("op.desc", "select", "order_by")
def _(session: Session) -> Any:
    odd = in_order(session, select(Odd.id).order_by(Odd.text.desc(), Odd.number))
    return in_order(session, select(Author.name).order_by(Author.name.desc())), odd
