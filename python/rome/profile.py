"""Profiles: what an incomplete ROME cannot do, or does wrongly. `{construct: way}`; what is not named is done
right. `python3 -m rome.profile` prints which constructs each way is for.

Ways: `refuse` raises MissingQuery; `ignore` drops the clause; `inner` and `outer` run a join as one of the other
kind; `always` and `never` settle a criterion whatever the row; `reverse` sorts the other way; `no-count` answers
None for the number of rows, `zero` zero; `truncate` answers with the first row alone; `lose` forgets what was
written; `soft` marks rows as deleted where they have a column for it.
"""

import difflib
import inspect
import json
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import cache
from types import MappingProxyType

from oslo_db.sqlalchemy.orm import Query
from sqlalchemy.sql import functions, operators

from constructs import QUERY, operator_name

NOTHING_MISSING: Mapping[str, str] = MappingProxyType({})
STATEMENT_LEVEL = frozenset(
    (
        "select",
        "insert",
        "update",
        "delete",
        "insert.many",
        "insert.from_select",
        "union",
        "intersect",
        "except",
        "subquery",
        "exists",
        "case",
        "cast",
        "text",
        "alias",
        "distinct",
        "limit",
        "offset",
        "order_by",
        "group_by",
        "having",
        "for_update",
        "savepoint",
        "join.inner",
        "join.outer",
        "loader.joined",
        "loader.subquery",
        "loader.selectin",
    )
)
# Dropping one of these leaves a statement that runs.
_DROPPED = ("limit", "offset", "order_by", "group_by", "distinct", "for_update", "savepoint")
_DROPPED_METHODS = (
    "limit",
    "offset",
    "order_by",
    "group_by",
    "distinct",
    "with_for_update",
    "filter",
    "filter_by",
    "where",
    "having",
    "options",
    "join",
    "union",
)
# Operators that services spell by themselves.
SPELLED = ("op.LIKE", "op.REGEXP")
CRITERIA = tuple(
    "op." + name
    for name in (
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "is",
        "is_not",
        "in",
        "not_in",
        "like",
        "ilike",
        "and",
        "or",
    )
)
WAYS: Mapping[str, frozenset[str] | None] = {  # None: of every construct
    "refuse": None,
    "ignore": frozenset((*_DROPPED, *(QUERY + m for m in _DROPPED_METHODS))),
    "inner": frozenset(("join.outer",)),
    "outer": frozenset(("join.inner",)),
    "always": frozenset(CRITERIA),
    "never": frozenset(CRITERIA),
    "reverse": frozenset(("op.asc", "op.desc")),
    "no-count": frozenset((QUERY + "update", QUERY + "delete")),
    "zero": frozenset((QUERY + "update", QUERY + "delete", QUERY + "count", "func.count")),
    "truncate": frozenset((QUERY + "all", QUERY + "values")),
    "lose": frozenset(("insert", "update", "delete")),
    "soft": frozenset((QUERY + "delete",)),
}

# Ways that make a statement read other rows than its criteria and joins say.
UNPLANNABLE = frozenset(("always", "never", "outer"))


@cache
def query_methods() -> frozenset[str]:
    """Names of the methods that a service can call on a query."""
    methods = inspect.getmembers(Query, inspect.isfunction)
    return frozenset(name for name, _ in methods if not name.startswith("_"))


@cache
def known() -> frozenset[str]:
    """Every construct there is."""
    spelled = (x for name, x in vars(operators).items() if callable(x) and name.endswith("_op"))
    names = {operator_name(x) for x in (*operators._PRECEDENCE, *spelled) if callable(x)}
    with closing(sqlite3.connect(":memory:")) as sqlite:
        called = {name for (name,) in sqlite.execute("SELECT name FROM pragma_function_list")}
    called.update(functions._registry["_default"])
    return frozenset(
        (
            *STATEMENT_LEVEL,
            *SPELLED,
            *(QUERY + m for m in query_methods()),
            *(f"op.{n}" for n in names),
            *(f"func.{n}" for n in called if n.isidentifier()),
        )
    )


def validate(profile: Mapping[str, str]) -> Mapping[str, str]:
    """The profile, read-only. Raises ValueError at a construct or a way that is unknown, or a way that cannot
    be."""
    for construct, way in profile.items():
        if construct not in known():
            raise ValueError(
                f"the profile names no known construct: {construct!r}{_nearest(construct, known())}"
            )
        if way not in WAYS:
            raise ValueError(
                f"the profile has {construct!r} in an unknown way: {way!r}{_nearest(str(way), WAYS)}"
            )
        bearers = WAYS[way]
        if bearers is not None and construct not in bearers:
            possible = sorted(w for w, of in WAYS.items() if of is None or construct in of)
            raise ValueError(
                f"the profile has {construct!r} in the way {way!r}, which makes no sense "
                f"for it; possible: {', '.join(possible)}"
            )
    return MappingProxyType(dict(profile))


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.4)
    return f"; did you mean {near[0]!r}?" if near else ""


def main(arguments: Sequence[str]) -> int:
    """Prints the ways and their constructs as JSON. `--check PROFILE` checks one: exit code 2 and what is wrong."""
    if arguments[:1] == ["--check"]:
        try:
            validate(json.loads(arguments[1]))
        except ValueError as error:
            print(error)
            return 2
        return 0
    print(json.dumps({way: sorted(of) if of is not None else None for way, of in WAYS.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
