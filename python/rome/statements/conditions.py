"""What a condition says of the rows it is about: which columns must have which constants, or another row's
value."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.sql import elements, operators
from sqlalchemy.sql.selectable import Join

from rome.schema.tables import Tables


class Occurrence:
    """One use of a table in a statement's FROM. Only rows that every one of its candidates lets through
    matter."""

    def __init__(self, number: int, table: str) -> None:
        self.number = number
        self.table = table
        self.optional = False  # an outer join may put NULLs in its place
        self.constants: list[list[Choice]] = []  # each a candidate: rows that meet one of its choices
        self.edges: list[Edge] = []  # each a candidate: rows whose column is in the sources'
        self.cut: Any = None  # the Cut that tells which rows are the first of a limited SELECT


class Choice(NamedTuple):
    """The column has one of these values: BindParameters, or plain values."""

    column: str
    values: tuple


class Edge(NamedTuple):
    """The column's value is found in one of the sources, (occurrence, column)."""

    column: str
    sources: tuple[tuple[Occurrence, str], ...]


def conjuncts(condition: Any) -> Iterator[Any]:
    """The parts that must all hold."""
    condition = plain(condition)
    if isinstance(condition, elements.BooleanClauseList) and condition.operator is operators.and_:
        for clause in condition.clauses:
            yield from conjuncts(clause)
    elif condition is not None:
        yield condition


def join_conditions(join: Join) -> list[Any]:
    return list(conjuncts(join.onclause))


def plain(x: Any) -> Any:
    while isinstance(x, (elements.Grouping, elements.Label)):
        x = x.element
    return x


class Reader:
    """Reads the conditions of one SELECT, UPDATE or DELETE. `level`: its FROM elements; `others`: those of
    all levels."""

    def __init__(
        self, level: Mapping[Any, Occurrence], others: Mapping[Any, list[Occurrence]], tables: Tables
    ) -> None:
        self._level = level
        self._others = others
        self._tables = tables

    def apply(self, condition: Any, may_bound: set[Occurrence] | None) -> None:
        """Note what the condition says. An outer join's own condition bounds only the rows of its optional
        side."""
        for occurrence, choices in self._choices(condition, may_bound).items():
            occurrence.constants.append(choices)
        if isinstance(condition, elements.BinaryExpression) and condition.operator is operators.eq:
            self._edge(condition.left, condition.right, may_bound)
            self._edge(condition.right, condition.left, may_bound)

    def _edge(self, near: Any, far: Any, may_bound: set[Occurrence] | None) -> None:
        here = self._own(near)
        if here is None or (may_bound is not None and here[0] not in may_bound):
            return
        sources = self._sources(far)
        if sources and all(s[0] is not here[0] and self._alike(here, s) for s in sources):
            here[0].edges.append(Edge(here[1], sources))

    def _alike(self, one: tuple[Occurrence, str], other: tuple[Occurrence, str]) -> bool:
        """Whether equal values are stored alike in both columns: where text meets numbers, '04' is equal to 4."""
        numeric = [
            self._tables[occurrence.table].affinity[column].is_numeric for occurrence, column in (one, other)
        ]
        return numeric[0] == numeric[1]

    def _own(self, x: Any) -> tuple[Occurrence, str] | None:
        """An indexed column of a table of this level."""
        x = plain(x)
        table = getattr(x, "table", None) if isinstance(x, elements.ColumnClause) else None
        occurrence = self._level.get(table)
        if occurrence is None or x.name not in self._tables[occurrence.table].searchable:
            return None
        return occurrence, x.name

    def _sources(self, x: Any) -> tuple[tuple[Occurrence, str], ...]:
        """Where every value of the expression comes from; () when that is unknown."""
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
            here = self._own(near)
            values = constants(far)
            if here is None or values is None or (may_bound is not None and here[0] not in may_bound):
                continue
            bound = any(isinstance(v, elements.BindParameter) for v in values)
            if condition.operator is operators.is_ and bound:
                return {}  # might be NULL, which as an equality would say "no rows"
            if here[0].optional and None in [v for v in values if not isinstance(v, elements.BindParameter)]:
                return {}  # IS NULL also holds where no row of the table is found
            return {here[0]: [Choice(here[1], values)]}
        return {}


def _both(parts: list[dict[Occurrence, list[Choice]]]) -> dict[Occurrence, list[Choice]]:
    """All parts hold: any of them bounds the rows; the shortest is kept."""
    found: dict[Occurrence, list[Choice]] = {}
    for part in parts:
        for occurrence, choices in part.items():
            if occurrence not in found or len(choices) < len(found[occurrence]):
                found[occurrence] = choices
    return found


def _either(parts: list[dict[Occurrence, list[Choice]]]) -> dict[Occurrence, list[Choice]]:
    """One part holds: only what every part bounds is bounded, by their union."""
    shared = set(parts[0]).intersection(*parts[1:]) if parts else set()
    return {occurrence: [c for part in parts for c in part[occurrence]] for occurrence in shared}


def constants(x: Any) -> tuple | None:
    """BindParameters and plain values that an expression lists; None where it is anything else."""
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
