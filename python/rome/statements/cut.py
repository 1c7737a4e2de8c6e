"""Which rows of a table can be among the first of an ordered SELECT with a LIMIT: the others need not be loaded.

For that the whole condition must be understood, not only what bounds the rows: Redis counts what meets it. A SELECT
that is not understood whole is not cut. See storage/lua/first_rows.lua.
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
    """`order`: [column, kind, whether it descends]; `limits`: the LIMIT and the OFFSET; `info`: the table."""

    where: Tree
    order: list[list]
    limits: list[Any]
    info: TableInfo

    def ask(self, values: Any) -> dict | None:
        """For fetch.lua in this execution; None where it is unknown."""
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
    """The way from a limited SELECT down to a table. `derived`: (derived table, which of its SELECTs)."""

    derived: tuple[tuple[Any, int], ...]
    element: Any
    occurrence: Occurrence
    criteria: tuple[Any, ...]

    def column(self, x: Any) -> elements.ColumnClause | None:
        """The table's column that an expression is, seen through the derived tables."""
        x = plain(x)
        for element, number in self.derived:
            if isinstance(x, elements.ColumnClause) and x.table is element:
                x = plain(x._proxies[number if len(x._proxies) > 1 else 0])
        return x if isinstance(x, elements.ColumnClause) and x.table == self.element else None


def note_cuts(levels: Sequence[Level], found: Found, tables: Tables) -> None:
    """Give each occurrence that can be cut its cut."""
    for level in levels:
        select = level.select
        if select is not None and select._limit_clause is not None and _is_row_by_row(select, limited=True):
            for branch in _branches(level, found, (), ()):
                branch.occurrence.cut = _cut(select, branch, tables)


def _cut(select: selectable.Select, branch: _Branch, tables: Tables) -> Cut | None:
    order = [_order(clause, branch) for clause in select._order_by_clauses]
    where = Predicates(branch.column).all(branch.criteria)
    known = [each for each in order if each is not None]
    if not known or len(known) < len(order) or where is None or not _keeps_rows_apart(branch, tables):
        return None
    limits = [c for c in (select._limit_clause, select._offset_clause) if c is not None]
    return Cut(where, known, limits, tables[branch.occurrence.table])


def _branches(level: Level, found: Found, derived: tuple, criteria: tuple) -> Iterator[_Branch]:
    """Tables each of whose rows makes the SELECT's rows for itself. Those of a UNION that are joined are no such."""
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
    """What outer joins only add to; None where another join may leave rows of it out, or repeat them at will."""
    while isinstance(element, selectable.Join):
        if not element.isouter or element.full:
            return None
        element = element.left
    return element


def _count_of_selects(element: Any) -> int:
    """Of a derived table; 0 where it is more than SELECTs and their union."""
    if isinstance(element, selectable.CompoundSelect):
        united = element.keyword in (selectable.CompoundSelect.UNION, selectable.CompoundSelect.UNION_ALL)
        bare = element._limit_clause is None and element._offset_clause is None
        simple = all(isinstance(one, selectable.Select) for one in element.selects)
        return len(element.selects) if united and bare and simple else 0
    return 1 if isinstance(element, selectable.Select) else 0


def _is_row_by_row(select: selectable.Select, limited: bool) -> bool:
    """Whether each row stands for itself: nothing is grouped, counted, or left out for being like another."""
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


def _keeps_rows_apart(branch: _Branch, tables: Tables) -> bool:
    """Two rows of the table are two rows of each UNION: it has their keys."""
    return all(
        set(tables[branch.occurrence.table].key).issubset(
            column.name for column in map(branch.column, element.c) if column is not None
        )
        for element, _ in branch.derived
        if isinstance(element.element, selectable.CompoundSelect)
    )


def _order(clause: Any, branch: _Branch) -> list | None:
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
