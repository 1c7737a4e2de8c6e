"""Simpler forms of a criterion, and other ways to write it."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import elements, operators

_LISTS = {operators.in_op: operators.eq, getattr(operators, "not_in_op", None): operators.ne}
_PATTERNS = (operators.like_op, operators.ilike_op)
_FEW = 12  # values of an IN that are written as an OR


def simpler(criterion: Any) -> Iterator[Any]:
    """Return criteria with fewer parts, or with a simpler operator."""
    if isinstance(criterion, elements.Grouping):
        yield criterion.element
        yield from simpler(criterion.element)
    elif isinstance(criterion, elements.BooleanClauseList):
        yield from _of_list(criterion)
    elif isinstance(criterion, elements.UnaryExpression) and criterion.operator is operators.inv:
        yield criterion.element
        yield from (sa.not_(one) for one in simpler(criterion.element))
    elif isinstance(criterion, elements.BinaryExpression):
        yield from _of_comparison(criterion)


def rewritten(criterion: Any) -> Iterator[Any]:
    """Return criteria that mean the same, without the operator."""
    if isinstance(criterion, elements.BinaryExpression):
        values = _listed(criterion)
        if values is not None and 0 < len(values) <= _FEW:
            compared = [_compared(criterion, value) for value in values]
            joined = sa.or_ if criterion.operator is operators.in_op else sa.and_
            yield joined(*compared) if len(compared) > 1 else compared[0]


def _of_list(criterion: Any) -> Iterator[Any]:
    join = sa.or_ if criterion.operator is operators.or_ else sa.and_
    parts = list(criterion.clauses)
    yield from parts
    for index, part in enumerate(parts):
        others = parts[:index], parts[index + 1 :]
        if len(parts) > 2:
            yield join(*others[0], *others[1])
        for one in simpler(part):
            yield join(*others[0], one, *others[1])


def _of_comparison(criterion: Any) -> Iterator[Any]:
    values = _listed(criterion)
    if values is not None:
        half = len(values) // 2
        parts = [values[:half], values[half:]] if half else []
        parts += [values[:i] + values[i + 1 :] for i in range(len(values))] if 2 < len(values) <= _FEW else []
        yield from (_with_values(criterion, part) for part in parts)
        if len(values) == 1:
            yield _compared(criterion, values[0])
    elif isinstance(criterion.left, elements.Case):
        for _condition, value in criterion.left.whens:
            yield elements.BinaryExpression(value, criterion.right, criterion.operator, type_=criterion.type)
    elif criterion.operator in _PATTERNS:
        yield criterion.left == criterion.right
    elif criterion.operator is operators.between_op:
        low, high = criterion.right.clauses
        yield criterion.left >= low
        yield criterion.left <= high


def _listed(criterion: Any) -> list[Any] | None:
    """Return the values of an IN or NOT IN; None for other criteria."""
    right = criterion.right
    if isinstance(right, elements.Grouping):
        right = right.element
    if criterion.operator not in _LISTS or not isinstance(right, elements.BindParameter):
        return None
    value = right.effective_value
    return list(value) if isinstance(value, (list, tuple)) else None


def _with_values(criterion: Any, values: list[Any]) -> Any:
    return (
        criterion.left.in_(values) if criterion.operator is operators.in_op else criterion.left.not_in(values)
    )


def _compared(criterion: Any, value: Any) -> Any:
    bound = sa.literal(value, criterion.left.type)
    return criterion.left == bound if criterion.operator is operators.in_op else criterion.left != bound
