"""Derives from a condition which rows can match it: columns that must equal constants or a column of another row."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.sql import elements, operators
from sqlalchemy.sql.selectable import Join

from rome.schema.tables import Tables


class Occurrence:
    """One use of a table in a statement's FROM. Each candidate bounds the rows that matter, so any one is enough."""

    def __init__(self, number: int, table: str) -> None:
        self.number = number
        self.table = table
        self.optional = False  # an outer join can put NULLs in its place
        self.constants: list[list[Choice]] = []  # candidates: rows that match one of the choices
        self.edges: list[Edge] = []  # candidates: rows whose column has a value of the sources
        self.cut: Any = None  # a Cut, which finds the first rows of a SELECT with LIMIT


class Choice(NamedTuple):
    """The column has one of these values, which are BindParameters or plain values."""

    column: str
    values: tuple


class Edge(NamedTuple):
    """The column's value occurs in one of the sources, each (occurrence, column)."""

    column: str
    sources: tuple[tuple[Occurrence, str], ...]


def conjuncts(condition: Any) -> Iterator[Any]:
    """Yield the operands of nested ANDs; a condition without AND is its only operand."""
    condition = plain(condition)
    if isinstance(condition, elements.BooleanClauseList) and condition.operator is operators.and_:
        for clause in condition.clauses:
            yield from conjuncts(clause)
    elif condition is not None:
        yield condition


def join_conditions(join: Join) -> list[Any]:
    """Return the operands of the ANDs in the ON clause."""
    return list(conjuncts(join.onclause))


def plain(x: Any) -> Any:
    """Return the expression without parentheses and labels."""
    while isinstance(x, (elements.Grouping, elements.Label)):
        x = x.element
    return x


class Reader:
    """Reads the conditions of one SELECT, UPDATE or DELETE.

    `level`: occurrences by its FROM elements. `others`: occurrences by the FROM elements of all levels.
    """

    def __init__(
        self, level: Mapping[Any, Occurrence], others: Mapping[Any, list[Occurrence]], tables: Tables
    ) -> None:
        self._level = level
        self._others = others
        self._tables = tables

    def apply(self, condition: Any, may_bound: set[Occurrence] | None) -> None:
        """Add the condition's candidates to the occurrences that it bounds.

        `may_bound`: the occurrences that it can bound; None for all. The ON clause of an outer join bounds only the
        rows of its optional side.
        """
        for occurrence, choices in self._choices(condition, may_bound).items():
            occurrence.constants.append(choices)
        if isinstance(condition, elements.BinaryExpression) and condition.operator is operators.eq:
            self._edge(condition.left, condition.right, may_bound)
            self._edge(condition.right, condition.left, may_bound)

    def _edge(self, near: Any, far: Any, may_bound: set[Occurrence] | None) -> None:
        here = self._indexed_column(near)
        if here is None or (may_bound is not None and here[0] not in may_bound):
            return
        sources = self._sources(far)
        if sources and all(s[0] is not here[0] and self._stored_alike(here, s) for s in sources):
            here[0].edges.append(Edge(here[1], sources))

    def _stored_alike(self, one: tuple[Occurrence, str], other: tuple[Occurrence, str]) -> bool:
        """Whether both columns store equal values in the same form. Between text and numbers, '04' equals 4."""
        numeric = [
            self._tables[occurrence.table].affinity[column].is_numeric for occurrence, column in (one, other)
        ]
        return numeric[0] == numeric[1]

    def _indexed_column(self, x: Any) -> tuple[Occurrence, str] | None:
        """Return (occurrence, column) if the expression is an indexed column of this level; otherwise None."""
        x = plain(x)
        table = getattr(x, "table", None) if isinstance(x, elements.ColumnClause) else None
        occurrence = self._level.get(table)
        if occurrence is None or x.name not in self._tables[occurrence.table].searchable:
            return None
        return occurrence, x.name

    def _sources(self, x: Any) -> tuple[tuple[Occurrence, str], ...]:
        """Return the columns that all values of the expression come from; () if they are unknown."""
        x = plain(x)
        if isinstance(x, elements.ColumnClause) and getattr(x, "table", None) in self._level:
            return ((self._level[x.table], x.name),)
        found: list[tuple[Occurrence, str]] = []
        for base in getattr(x, "base_columns", ()):
            occurrences = self._others.get(getattr(base, "table", None))
            if not isinstance(base, elements.ColumnClause) or not occurrences:
                return ()
            found += [(occurrence, base.name) for occurrence in occurrences]
        return tuple(found)

    def _choices(self, condition: Any, may_bound: set[Occurrence] | None) -> dict[Occurrence, list[Choice]]:
        condition = plain(condition)
        if isinstance(condition, elements.BooleanClauseList):
            parts = [self._choices(c, may_bound) for c in condition.clauses]
            return _both(parts) if condition.operator is operators.and_ else _either(parts)
        if not isinstance(condition, elements.BinaryExpression):
            return {}
        sides = [(condition.left, condition.right)]
        if condition.operator is operators.eq:
            sides.append((condition.right, condition.left))
        elif condition.operator not in (operators.in_op, operators.is_):
            return {}
        for near, far in sides:
            here = self._indexed_column(near)
            values = constants(far)
            if here is None or values is None or (may_bound is not None and here[0] not in may_bound):
                continue
            bound = any(isinstance(v, elements.BindParameter) for v in values)
            if condition.operator is operators.is_ and bound:
                return {}  # the value can be NULL, and an equality with NULL would select no rows
            if here[0].optional and None in [v for v in values if not isinstance(v, elements.BindParameter)]:
                return {}  # IS NULL is also true if the join finds no row of the table
            return {here[0]: [Choice(here[1], values)]}
        return {}


def _both(parts: list[dict[Occurrence, list[Choice]]]) -> dict[Occurrence, list[Choice]]:
    """Combine the parts of an AND. Any part bounds the rows, so the one with the fewest choices is kept."""
    found: dict[Occurrence, list[Choice]] = {}
    for part in parts:
        for occurrence, choices in part.items():
            if occurrence not in found or len(choices) < len(found[occurrence]):
                found[occurrence] = choices
    return found


def _either(parts: list[dict[Occurrence, list[Choice]]]) -> dict[Occurrence, list[Choice]]:
    """Combine the parts of an OR. Only an occurrence that every part bounds is bounded, by the union of the choices."""
    shared = set(parts[0]).intersection(*parts[1:]) if parts else set()
    return {occurrence: [c for part in parts for c in part[occurrence]] for occurrence in shared}


def constants(x: Any) -> tuple | None:
    """Return the BindParameters and plain values in a constant or a list of constants; None for other expressions."""
    x = plain(x)
    if isinstance(x, elements.BindParameter):
        return (x,)
    if isinstance(x, elements.Null):
        return (None,)
    if isinstance(x, (elements.True_, elements.False_)):
        return (int(isinstance(x, elements.True_)),)
    if isinstance(x, elements.ClauseList) and not isinstance(x, elements.BooleanClauseList):
        parts = [constants(c) for c in x.clauses]
        known = [part for part in parts if part is not None]
        return tuple(v for part in known for v in part) if len(known) == len(parts) else None
    return None
