"""Finds which rows of a table can be among the first of an ordered SELECT with a LIMIT. Other rows are not loaded.

Redis counts the rows that match, so ROME must understand the complete condition. Otherwise it does not cut the SELECT.
See storage/lua/first_rows.lua.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.sql import elements, functions, operators, selectable, visitors
from sqlalchemy.sql.schema import Table

from rome.schema.tables import TableInfo, Tables
from rome.statements.conditions import Occurrence, conjuncts, plain
from rome.statements.level import Level
from rome.statements.predicate import Predicates, Tree, kind_of, resolved
from rome.statements.walk import walk_along

Found = Mapping[Level, Mapping[Any, Occurrence]]


class Cut(NamedTuple):
    """The condition, order and limit of one table's rows.

    `where`: see predicate.py. `order`: [column, kind, is descending] each. `limits`: the LIMIT and the OFFSET.
    """

    where: Tree
    order: list[list]
    limits: list[Any]
    info: TableInfo

    def ask(self, values: Any) -> dict | None:
        """Return the `cut` of fetch.lua with the values of this execution; None if a value is unknown."""
        where = resolved(self.where, values)
        counts = [values(limit) for limit in self.limits]
        if where is None or any(
            c is None or len(c) != 1 or not isinstance(c[0], int) or c[0] < 0 for c in counts
        ):
            return None
        made = {"where": where, "order": self.order, "first": max(1, sum(c[0] for c in counts))}
        walk = walk_along(self.info, where, self.order)
        return {**made, "walk": walk} if walk is not None else made


class _Branch(NamedTuple):
    """The path from a SELECT with LIMIT down to a table.

    `derived`: each (derived table, index of its SELECT). `element`: the table's FROM element. `criteria`: all WHERE
    criteria on the path.
    """

    derived: tuple[tuple[Any, int], ...]
    element: Any
    occurrence: Occurrence
    criteria: tuple[Any, ...]

    def column(self, x: Any) -> elements.ColumnClause | None:
        """Return the table's column that an expression refers to through the derived tables; None for any other."""
        x = plain(x)
        for element, number in self.derived:
            if isinstance(x, elements.ColumnClause) and x.table is element:
                x = plain(x._proxies[number if len(x._proxies) > 1 else 0])
        return x if isinstance(x, elements.ColumnClause) and x.table == self.element else None


def note_cuts(levels: Sequence[Level], found: Found, tables: Tables) -> None:
    """Set the cut of each occurrence that can be cut."""
    for level in levels:
        select = level.select
        if select is not None and select._limit_clause is not None and _is_row_by_row(select, limited=True):
            for branch in _branches(level, found, (), ()):
                branch.occurrence.cut = _cut(select, branch, tables)


def _cut(select: selectable.Select, branch: _Branch, tables: Tables) -> Cut | None:
    order = [_order(clause, branch) for clause in select._order_by_clauses]
    where = Predicates(branch.column).all(branch.criteria)
    known = [each for each in order if each is not None]
    if not known or len(known) < len(order) or where is None or not _keeps_rows_distinct(branch, tables):
        return None
    limits = [c for c in (select._limit_clause, select._offset_clause) if c is not None]
    return Cut(where, known, limits, tables[branch.occurrence.table])


def _branches(level: Level, found: Found, derived: tuple, criteria: tuple) -> Iterator[_Branch]:
    """Yield the tables whose rows each contribute rows to the SELECT independently of each other.

    Only the leftmost table of outer joins does so. A table in an inner join does not.
    """
    criteria += tuple(c for criterion in level.where for c in conjuncts(criterion))
    element = _leftmost(level.froms[0]) if len(level.froms) == 1 else None
    occurrence = found[level].get(element)
    if occurrence is not None:
        yield _Branch(derived, element, occurrence, criteria)
    elif isinstance(element, selectable.Subquery):
        count = _count_of_selects(element.element)
        if count == len(level.inner):
            for number, inner in enumerate(level.inner):
                if inner.select is not None and _is_row_by_row(inner.select, limited=False):
                    yield from _branches(inner, found, (*derived, (element, number)), criteria)


def _leftmost(element: Any) -> Any:
    """Return the leftmost element of nested LEFT JOINs; None if another kind of join can drop or repeat its rows."""
    while isinstance(element, selectable.Join):
        if not element.isouter or element.full:
            return None
        element = element.left
    return element


def _count_of_selects(element: Any) -> int:
    """Return the number of SELECTs in a derived table; 0 if it is not a SELECT or a plain union of SELECTs."""
    if isinstance(element, selectable.CompoundSelect):
        united = element.keyword in (selectable.CompoundSelect.UNION, selectable.CompoundSelect.UNION_ALL)
        bare = element._limit_clause is None and element._offset_clause is None
        simple = all(isinstance(one, selectable.Select) for one in element.selects)
        return len(element.selects) if united and bare and simple else 0
    return 1 if isinstance(element, selectable.Select) else 0


def _is_row_by_row(select: selectable.Select, limited: bool) -> bool:
    """Whether each result row depends on one row alone, without grouping, aggregates or DISTINCT."""
    if select._distinct or select._group_by_clauses or select._having_criteria:
        return False
    if not limited and (select._limit_clause is not None or select._offset_clause is not None):
        return False
    return not any(
        isinstance(part, (functions.FunctionElement, elements.Over))
        for column in select._raw_columns
        if not isinstance(column, Table)
        for part in visitors.iterate(column)
    )


def _keeps_rows_distinct(branch: _Branch, tables: Tables) -> bool:
    """Whether each UNION selects the table's primary key, so that it does not merge two rows of the table."""
    return all(
        set(tables[branch.occurrence.table].key).issubset(
            column.name for column in map(branch.column, element.c) if column is not None
        )
        for element, _ in branch.derived
        if isinstance(element.element, selectable.CompoundSelect)
    )


def _order(clause: Any, branch: _Branch) -> list | None:
    """Return [column, kind, is descending] for a clause of ORDER BY; None if it is not supported."""
    clause = plain(clause)
    descends = isinstance(clause, elements.UnaryExpression) and clause.modifier is operators.desc_op
    if isinstance(clause, elements.UnaryExpression) and clause.modifier in (
        operators.asc_op,
        operators.desc_op,
    ):
        clause = clause.element
    column = branch.column(clause)
    if column is None:
        return None
    kind = kind_of(column)
    return [column.name, kind, descends] if kind else None
