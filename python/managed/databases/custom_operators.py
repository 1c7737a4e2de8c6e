"""Let SQLAlchemy 1.4 cache statements with custom operators, such as Nova's REGEXP filters.

A custom operator is a new object in each statement. SQLAlchemy 1.4 gives each its own hash, so its cache never finds such
a statement again. Nova's lists of servers then fill the cache with copies of one statement, 400 KB each. SQLAlchemy 2.0
hashes custom operators by value.
"""

from typing import Any

from sqlalchemy.sql.operators import custom_op


def hash_by_value() -> None:
    """Make custom operators with the same attributes equal. Do nothing if they are already, as in SQLAlchemy 2.0."""
    one, other = custom_op("REGEXP"), custom_op("REGEXP")
    if hash(one) == hash(other):
        return
    custom_op.__hash__ = lambda self: hash(_value(self))
    custom_op.__eq__ = lambda self, other: isinstance(other, custom_op) and _value(self) == _value(other)


def _value(operator: custom_op) -> tuple[Any, ...]:
    kind = operator.return_type
    return (
        type(operator),
        operator.opstring,
        operator.precedence,
        operator.is_comparison,
        operator.natural_self_precedent,
        operator.eager_grouping,
        kind and kind._static_cache_key,
    )
