"""Which constructs of a reduced statement are at fault."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.sql.dml import Update

from constructs import counted_in
from narrow.compare import Difference
from narrow.sides import Rows

# Parts of a statement with a construct of their own. The others are operators inside these parts.
_CLAUSES = frozenset({"order_by", "limit", "offset", "distinct", "group_by", "having", "union"})
# Constructs that almost every statement has. They are named only if there is no other.
_GENERAL = ("op.eq", "op.and", "select", "update", "delete")


def needed(statement: Any, equal: Iterable[Any], complete: bool) -> list[str]:
    """Return the constructs without which there is no difference, the most specific first.

    `equal`: similar statements without a difference; `complete`: whether these are all. Only then is the verb itself at
    fault if there is none.
    """
    own = counted_in(statement)
    removed = sorted(
        {_removed(own, one) for one in equal} - {frozenset()}, key=lambda it: (len(it), sorted(it))
    )
    # Two aliases of a table that are left are needed, too.
    clauses = _CLAUSES | {"alias"} if own["alias"] > 1 else _CLAUSES
    found: list[str] = []
    smallest: list[frozenset[str]] = []
    for some in removed:
        if any(one <= some for one in smallest):
            found += sorted((some & clauses) - set(found))
        else:
            smallest.append(some)
            found += sorted(_specific(some) - set(found))
    specific = [name for name in found if name not in _GENERAL]
    if specific or found or not complete:
        return specific or found
    return [name for name in ("update", "delete", "select") if name in own][:1]


def writes_wrong_values(statement: Any, rows: Rows, found: Difference) -> bool:
    """Return whether an UPDATE changes the right rows, but to other values. Then no criterion is at fault.

    `rows`: the rows before the UPDATE.
    """
    if not isinstance(statement, Update) or found.kind != "values":
        return False
    before = [tuple(row[column.name] for column in statement.table.c) for row in rows[statement.table]]
    key = [at for at, column in enumerate(statement.table.c) if column.primary_key]
    expected, seen = (_changed(before, outcome.rows, key) for outcome in (found.baseline, found.target))
    return bool(expected) and expected == seen


def _changed(before: Iterable[tuple], after: Iterable[tuple], key: Sequence[int]) -> set[tuple]:
    """Return the keys of the rows that are not as before."""

    def by_key(rows: Iterable[tuple]) -> Mapping[tuple, tuple]:
        return {tuple(row[at] for at in key): row for row in rows}

    old = by_key(before)
    return {one for one, row in by_key(after).items() if old.get(one) != row}


def _removed(own: Counter[str], other: Any) -> frozenset[str]:
    """Return the constructs that the other statement lacks, or if there are none, those that it has less often."""
    others = counted_in(other)
    return frozenset(own.keys() - others.keys()) or frozenset(own - others)


def _specific(some: frozenset[str]) -> frozenset[str]:
    """Return the constructs without those that were removed only because they were inside of another."""
    if "op.or" in some:  # a mistake in one alternative would be there without the OR
        return frozenset({"op.or"})
    for general in _GENERAL:
        if len(some) > 1:
            some -= {general}
    return some
