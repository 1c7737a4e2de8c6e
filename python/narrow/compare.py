"""Whether a statement's results on SQLite and ROME differ, in what SQL determines."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql import elements, selectable, visitors
from sqlalchemy.sql.dml import Update, UpdateBase
from sqlalchemy.sql.functions import FunctionElement

from narrow.sides import Outcome, Side

AGGREGATES = frozenset({"count", "max", "min", "sum", "avg", "group_concat", "total"})


class Difference(NamedTuple):
    """`kind`: order, rows, values, error or count."""

    kind: str
    baseline: Outcome
    target: Outcome

    @property
    def errors(self) -> tuple[str | None, str | None]:
        """The classes of the exceptions. A smaller statement must fail in the same way."""
        return self.baseline.error, self.target.error


class Undetermined(Exception):
    """SQL does not determine the result, or neither side can run the statement."""


def difference(statement: Any, sqlite: Side, target: Side) -> Difference | None:
    """Run the statement on both. Return None if the results are equal. Raises Undetermined."""
    expected, seen = sqlite.run(statement), target.run(statement)
    if expected.error and seen.error:
        if expected.error != seen.error:
            return Difference("error", expected, seen)
        raise Undetermined
    if expected.error or seen.error:
        return Difference("error", expected, seen)
    if isinstance(statement, UpdateBase):
        return _of_write(statement, expected, seen)
    if _texts(expected.rows) == _texts(seen.rows):
        return None
    _check_determined(statement, sqlite)
    groups, first, last = _groups(statement, sqlite)
    kind = _wrong(groups, first, last, seen.rows)
    if kind == "values" and Counter(_texts(expected.rows)) == Counter(_texts(seen.rows)):
        kind = "order"
    return Difference(kind, expected, seen) if kind else None


def _texts(rows: Sequence[Any]) -> list[str]:
    return [repr(tuple(row)) for row in rows]


def _of_write(statement: Any, expected: Outcome, seen: Outcome) -> Difference | None:
    if expected.changed != seen.changed:
        return Difference("count", expected, seen)
    columns = list(statement.table.c)
    by_key = {getattr(key, "key", key) for key in getattr(statement, "_values", None) or {}}
    # Both databases set these columns to their own time.
    clocks = (
        {i for i, c in enumerate(columns) if c.onupdate is not None and c.key not in by_key}
        if isinstance(statement, Update)
        else set()
    )
    both = [
        Counter(_texts([[v for i, v in enumerate(row) if i not in clocks] for row in one.rows]))
        for one in (expected, seen)
    ]
    if both[0] == both[1]:
        return None
    kind = "rows" if len(expected.rows) != len(seen.rows) else "values"
    return Difference(kind, expected, seen)


def _wrong(groups: Sequence[Sequence[str]], first: int, last: int, rows: Sequence[Any]) -> str:
    """Return how `rows` are not rows `first` to `last` of the groups, whose inner order is free. '' if they are."""
    seen = _texts(rows)
    if len(seen) != last - first:
        return "rows"
    start = 0
    for group in groups:
        end = start + len(group)
        part = Counter(seen[max(start, first) - first : max(0, min(end, last) - first)])
        if part - Counter(group):
            return "values"
        start = end
    return ""


def _groups(select: Any, sqlite: Side) -> tuple[list[list[str]], int, int]:
    """Return all rows without the LIMIT in groups of equal sort keys, and the limits as indices of rows."""
    ranked = _ranked(select)
    outcome = sqlite.run(ranked)
    if outcome.error:
        raise Undetermined
    groups: dict[int, list[str]] = {}
    for *row, rank in sorted(outcome.rows, key=lambda row: row[-1]):
        groups.setdefault(rank, []).append(repr(tuple(row)))
    total = len(outcome.rows)
    first = _number(select._offset_clause, 0)
    limit = _number(select._limit_clause, -1)
    last = total if limit < 0 else min(total, first + limit)
    return list(groups.values()), min(first, total), max(last, min(first, total))


def _number(clause: Any, default: int) -> int:
    if clause is None:
        return default
    if not isinstance(clause, elements.BindParameter):
        raise Undetermined
    return int(clause.effective_value)


def without(select: Any, **attributes: Any) -> Any:
    """Return a copy of a select with other attributes."""
    copy = select._generate()
    for name, value in attributes.items():
        setattr(copy, name, value)
    return copy


def _ranked(select: Any) -> Any:
    """Return the select without LIMIT, and with the number of the sort key as last column."""
    whole = without(select, _limit_clause=None, _offset_clause=None)
    order = select._order_by_clauses
    plain = isinstance(select, selectable.Select) and not select._distinct
    if plain and order:
        return whole.add_columns(sa.func.dense_rank().over(order_by=list(order)).label("narrow_rank"))
    inner = without(whole, _order_by_clauses=()).subquery()
    keys = [_in_subquery(key, inner) for key in order]
    rank = sa.func.dense_rank().over(order_by=keys) if keys else sa.literal(0)
    return sa.select(inner, rank.label("narrow_rank"))


def _in_subquery(key: Any, inner: Any) -> Any:
    """Return the sort key as one of the subquery's columns."""
    if isinstance(key, elements.UnaryExpression) and key.modifier is not None:
        made = _in_subquery(key.element, inner)
        return elements.UnaryExpression(made, modifier=key.modifier)
    if isinstance(key, (elements._label_reference, elements.Grouping)):
        return _in_subquery(key.element, inner)
    found = inner.corresponding_column(key) if isinstance(key, elements.ColumnElement) else None
    if found is None:
        found = inner.c.get(getattr(key, "key", None) or getattr(key, "name", None) or "")
    if found is None:
        raise Undetermined
    return found


def _check_determined(statement: Any, sqlite: Side) -> None:
    """Raise Undetermined if a part of the statement can have several right results."""
    for element in visitors.iterate(statement):
        if isinstance(element, selectable.Select):
            _check_grouping(element)
        limited = isinstance(element, (selectable.Select, selectable.CompoundSelect)) and (
            element._limit_clause is not None
        )
        if limited and element is not statement:
            groups, first, last = _groups(element, sqlite)
            start = 0
            for group in groups:
                end = start + len(group)
                if len(set(group)) > 1 and (start < first < end or start < last < end):
                    raise Undetermined
                start = end


def _check_grouping(select: Any) -> None:
    """Raise Undetermined if a column is neither aggregated nor the same within a group."""
    columns = list(select._all_selected_columns)
    if not select._group_by_clauses and not any(map(_is_aggregate, columns)):
        return
    keys = list(select._group_by_clauses)
    whole = {getattr(key, "table", None) for key in keys if getattr(key, "primary_key", False)}
    for column in columns:
        inner = column.element if isinstance(column, elements.Label) else column
        if isinstance(inner, elements.BindParameter) or _is_aggregate(inner):
            continue
        if not any(inner.compare(key) for key in keys) and getattr(inner, "table", None) not in whole:
            raise Undetermined


def _is_aggregate(column: Any) -> bool:
    return any(
        isinstance(part, FunctionElement) and getattr(part, "name", "").lower() in AGGREGATES
        for part in visitors.iterate(column)
    )
