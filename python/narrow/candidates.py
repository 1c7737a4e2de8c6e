"""Smaller statements than a statement, and others that only lack one of its constructs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.sql import elements, selectable, visitors
from sqlalchemy.sql.dml import Update, UpdateBase
from sqlalchemy.util import immutabledict

from narrow.compare import without
from narrow.criteria import rewritten, simpler
from narrow.joins import inner_joins_as_outer, simpler_joins

Variants = Callable[[Any], Iterator[Any]]


def smaller(statement: Any) -> Iterator[Any]:
    """Return statements with a part less, the largest parts first."""
    if isinstance(statement, UpdateBase):
        yield from _smaller_where(statement, simpler)
        if isinstance(statement, Update):
            yield from _fewer_values(statement)
        yield from _inside(statement, _of_select)
        return
    if isinstance(statement, selectable.CompoundSelect):
        yield from statement.selects
    elif isinstance(statement, selectable.Select):
        for source in _sources(statement):
            yield from _of_source(source)
    yield from _of_select(statement)
    yield from _inside(statement, _of_select)
    if isinstance(statement, selectable.Select):
        yield statement.set_label_style(selectable.LABEL_STYLE_DISAMBIGUATE_ONLY)


def others(statement: Any) -> Iterator[Any]:
    """Return statements of a similar size that lack a construct. Those that mean the same show whether it is at fault."""
    if isinstance(statement, UpdateBase):
        yield from _smaller_where(statement, rewritten, drop=False)
    else:
        yield from _rewritten_select(statement)
        yield from _inside(statement, _rewritten_select)


def ascending(select: Any) -> Iterator[Any]:
    """Return the select of all columns, with one of its sort keys ascending instead of descending."""
    if isinstance(select, selectable.Select) and not select._distinct and not select._group_by_clauses:
        wide = without(select, _raw_columns=[column for source in _sources(select) for column in source.c])
        yield from _without_directions(wide)


def _sources(select: Any) -> Sequence[Any]:
    return select.get_final_froms() if hasattr(select, "get_final_froms") else select.froms


def _of_source(source: Any) -> Iterator[Any]:
    """Return the selects inside a FROM, to run alone."""
    if isinstance(source, selectable.Join):
        yield from _of_source(source.left)
        yield from _of_source(source.right)
    elif isinstance(source, selectable.Subquery):
        yield source.element


def _inside(statement: Any, variants: Variants) -> Iterator[Any]:
    """Return the statement with variants of each select inside it."""
    for inner in list(visitors.iterate(statement)):
        if inner is not statement and isinstance(inner, (selectable.Select, selectable.CompoundSelect)):
            for new in variants(inner):
                yield replaced(statement, inner, new)


def replaced(statement: Any, old: Any, new: Any) -> Any:
    """Return the statement with one of its elements replaced."""
    return visitors.replacement_traverse(statement, {}, lambda element: new if element is old else None)


def _of_select(select: Any) -> Iterator[Any]:
    yield from _without_clauses(select)
    if isinstance(select, selectable.CompoundSelect):
        yield from _of_one_column(select)
        for index in range(len(select.selects)):
            if len(select.selects) > 2:
                yield without(select, selects=[*select.selects[:index], *select.selects[index + 1 :]])
        return
    yield from simpler_joins(select)
    yield from _smaller_where(select, simpler)
    yield from _fewer_columns(select)


def _of_one_column(compound: Any) -> Iterator[Any]:
    """Return the compound with a key, or else the first column, of each select."""
    selects = compound.selects
    if not all(isinstance(select, selectable.Select) for select in selects):
        return
    columns = [list(select._all_selected_columns) for select in selects]
    keys = [index for index, column in enumerate(columns[0]) if getattr(column, "primary_key", False)]
    for index in keys[:1] or [0]:
        if len(columns[0]) > 1:
            pairs = zip(selects, columns)
            yield without(compound, selects=[without(one, _raw_columns=[some[index]]) for one, some in pairs])


def _without_clauses(select: Any) -> Iterator[Any]:
    if select._limit_clause is not None:
        yield without(select, _limit_clause=None, _offset_clause=None)
        yield select.limit(1)
    if select._offset_clause is not None:
        yield without(select, _offset_clause=None)
    order = tuple(select._order_by_clauses)
    if order:
        yield without(select, _order_by_clauses=())
    for index in range(len(order)):
        if len(order) > 1:
            yield without(select, _order_by_clauses=order[:index] + order[index + 1 :])
    yield from _without_directions(select)
    if select._for_update_arg is not None:
        yield without(select, _for_update_arg=None)
    if getattr(select, "_distinct", False):
        yield without(select, _distinct=False, _distinct_on=())
    if getattr(select, "_having_criteria", ()):
        yield without(select, _having_criteria=())
    if select._group_by_clauses:
        yield without(select, _group_by_clauses=(), _having_criteria=())


def _without_directions(select: Any) -> Iterator[Any]:
    """Return the select with one of its sort keys without ASC or DESC."""
    order = tuple(select._order_by_clauses)
    for index, key in enumerate(order):
        if isinstance(key, elements.UnaryExpression) and key.modifier is not None:
            yield without(select, _order_by_clauses=(*order[:index], key.element, *order[index + 1 :]))


def _smaller_where(statement: Any, variants: Variants, drop: bool = True) -> Iterator[Any]:
    criteria = tuple(statement._where_criteria)
    if drop and len(criteria) > 1:
        yield without(statement, _where_criteria=())
    for index, criterion in enumerate(criteria):
        rest = criteria[:index], criteria[index + 1 :]
        if drop:
            yield without(statement, _where_criteria=rest[0] + rest[1])
        for one in variants(criterion):
            yield without(statement, _where_criteria=(*rest[0], one, *rest[1]))


def _fewer_columns(select: Any) -> Iterator[Any]:
    columns = list(select._all_selected_columns)
    keys = [column for column in columns if getattr(column, "primary_key", False)]
    if len(columns) > 1:  # a key tells a reader most
        yield from (without(select, _raw_columns=[key]) for key in keys)
    for part in _parts(columns):
        yield without(select, _raw_columns=part)


def _fewer_values(statement: Any) -> Iterator[Any]:
    values = list((statement._values or {}).items())
    for part in _parts(values):
        yield without(statement, _values=immutabledict(part))


def _parts(every: Sequence[Any]) -> Iterator[list[Any]]:
    """Return the halves of a list, and the list without each of its items."""
    half = len(every) // 2
    if half:
        yield list(every[:half])
        yield list(every[half:])
    if len(every) > 2:
        yield from ([*every[:index], *every[index + 1 :]] for index in range(len(every)))


def _rewritten_select(select: Any) -> Iterator[Any]:
    if isinstance(select, selectable.Select):
        yield from inner_joins_as_outer(select)
        yield from _smaller_where(select, rewritten, drop=False)
