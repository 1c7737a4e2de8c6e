"""Selects with fewer joins, or with joins of another kind."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import selectable, visitors

from narrow.compare import without
from narrow.criteria import simpler


def simpler_joins(select: Any) -> Iterator[Any]:
    """Return the select with a side of a join only, with inner instead of outer joins, or with simpler conditions."""
    for index, source in enumerate(select._from_obj):
        for new in _simpler(source):
            yield _with_source(select, index, new)


def inner_joins_as_outer(select: Any) -> Iterator[Any]:
    """Return the select with an outer join instead of an inner one."""
    for index, source in enumerate(select._from_obj):
        for new in _as_outer(source):
            yield _with_source(select, index, new)


def _simpler(source: Any) -> Iterator[Any]:
    if not isinstance(source, selectable.Join):
        return
    left, right, on = source.left, source.right, source.onclause
    yield left
    yield right
    if source.isouter or source.full:
        yield selectable.Join(left, right, on)
    for new in _simpler(left):
        kept = tables_in(new) | tables_in(right)
        if tables_in(on) <= kept:
            yield selectable.Join(new, right, on, source.isouter, source.full)
    for new in _simpler(right):
        if tables_in(on) <= tables_in(new) | tables_in(left):
            yield selectable.Join(left, new, on, source.isouter, source.full)
    for new in simpler(on):
        yield selectable.Join(left, right, new, source.isouter, source.full)


def _as_outer(source: Any) -> Iterator[Any]:
    if not isinstance(source, selectable.Join):
        return
    if not source.isouter:
        yield selectable.Join(source.left, source.right, source.onclause, isouter=True)
    for new in _as_outer(source.left):
        yield selectable.Join(new, source.right, source.onclause, source.isouter, source.full)


def _with_source(select: Any, index: int, new: Any) -> Any:
    """Return the select with another FROM, without the parts that need a table that is gone."""
    sources = (*select._from_obj[:index], new, *select._from_obj[index + 1 :])
    gone = tables_in(select._from_obj[index]) - set().union(*map(tables_in, sources))
    columns = _keep(select._all_selected_columns, gone)
    first = next(iter(getattr(new.left if isinstance(new, selectable.Join) else new, "c", ())), None)
    if not columns:
        columns = [first if first is not None else sa.literal(1)]
    return without(
        select,
        _from_obj=sources,
        _raw_columns=columns,
        _where_criteria=tuple(_keep(select._where_criteria, gone)),
        _order_by_clauses=tuple(_keep(select._order_by_clauses, gone)),
        _group_by_clauses=tuple(_keep(select._group_by_clauses, gone)),
    )


def _keep(parts: Any, gone: set[Any]) -> list[Any]:
    return [part for part in parts if not tables_in(part) & gone]


def tables_in(element: Any) -> set[Any]:
    """Return the tables and derived tables that an element names."""
    found = set()
    for part in visitors.iterate(element):
        table = getattr(part, "table", None)
        if table is not None:
            found.add(table)
        if isinstance(part, (sa.Table, selectable.AliasedReturnsRows)):
            found.add(part)
    return found
