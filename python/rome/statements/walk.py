"""Finds the range of an ordered index that contains the first rows of a list, if an index has the list's order."""

from collections.abc import Sequence
from typing import Any

from rome.schema.tables import TableInfo
from rome.statements.predicate import Tree
from rome.storage import layout


def walk_along(info: TableInfo, where: Tree, order: Sequence[Sequence]) -> dict | None:
    """Return the `walk` of fetch.lua: {set, prefix, from, reverse, covered}; None if no index has the order.

    The first columns of the index can be fixed to one value each by the condition. These values are the `prefix`. The
    order follows them. `covered`: how many columns of the order the index has. `from`: where the list begins, such as
    at the page's marker; '' without a bound. `reverse`: whether the index is read backwards.
    """
    fixed = _fixed(where)
    column, _, descends = order[0]
    for index in info.ordered:
        if column not in index:
            continue
        before = index[: index.index(column)]
        if not fixed.keys() >= set(before):
            continue
        covered = 0
        for name, (ordered, _, way) in zip(index[len(before) :], order):
            if name != ordered or way != descends:
                break
            covered += 1
        bound = _bound(where, column, "<" if descends else ">")
        return {
            "set": f"{info.name}:{','.join(index)}",
            "covered": covered,
            "reverse": descends,
            "prefix": "".join(layout.ranked(fixed[c]) for c in before),
            "from": layout.ranked(bound) if bound is not None else "",
        }
    return None


def _fixed(where: Tree) -> dict[str, Any]:
    """Return the columns that the condition, an AND, fixes to one value each, with these values."""
    return {part[1][1]: part[2][1] for part in where[1:] if part[0] == "=" and _compares_with_value(part)}


def _bound(tree: Tree, column: str, way: str) -> Any:
    """Return the column's upper bound (`way` is '<') or lower bound ('>') in all rows that match; None if unbounded."""
    if tree[0] in ("and", "or"):
        found = [_bound(part, column, way) for part in tree[1:]]
        known = [one for one in found if one is not None]
        if (
            not known
            or (tree[0] == "or" and len(known) < len(found))
            or len({isinstance(one, str) for one in known}) > 1
        ):
            return None
        return (min if (way == "<") == (tree[0] == "and") else max)(known)
    if tree[0] not in (way, way + "=", "="):
        return None
    left = tree[1]
    # CASE WHEN c IS NOT NULL THEN c ELSE ... END: where c is NULL, it is below any bound.
    if way == "<" and left[0] == "case" and left[1] == [[["not", ["null", left[1][0][1]]], left[1][0][1]]]:
        left = left[1][0][1]
    return tree[2][1] if _compares_with_value([tree[0], left, tree[2]]) and left[1] == column else None


def _compares_with_value(tree: Tree) -> bool:
    """Whether the left side is a column and the right side a constant of the same kind.

    A constant of another kind can equal several values.
    """
    _, left, right = tree
    return (
        left[0] == "column"
        and right[0] == "value"
        and len(right) == 2
        and isinstance(right[1], str) == (left[2] == "string")
    )
