"""Profiles: the constructs that an incomplete ROME refuses or handles incorrectly, as `{construct: way}`.

Constructs that are not in the profile work. `python3 -m rome.profile` prints the constructs that each way applies to.

The ways are: `refuse` raises MissingQuery; `ignore` drops the clause; `inner` and `outer` change the kind of a join;
`always` and `never` make a criterion true or false for every row; `reverse` reverses the sort order; `no-count` returns
None as the number of rows, `zero` returns 0; `truncate` returns only the first row; `lose` discards the write; `soft`
marks rows as deleted if their table has a column for that.
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
# A statement still runs without these.
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
# Operators that services write as SQL text.
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
WAYS: Mapping[str, frozenset[str] | None] = {  # None: applies to every construct
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

# Ways that make a statement read other rows than its criteria and joins select.
UNPLANNABLE = frozenset(("always", "never", "outer"))


@cache
def query_methods() -> frozenset[str]:
    """Return the names of the methods that a service can call on a query."""
    methods = inspect.getmembers(Query, inspect.isfunction)
    return frozenset(name for name, _ in methods if not name.startswith("_"))


@cache
def known() -> frozenset[str]:
    """Return the names of all constructs."""
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
    """Return the profile, read-only.

    Raises ValueError for an unknown construct, an unknown way, or a way that does not apply to its construct.
    """
    for construct, way in profile.items():
        if construct not in known():
            raise ValueError(
                f"the profile has an unknown construct: {construct!r}{_nearest(construct, known())}"
            )
        if way not in WAYS:
            raise ValueError(
                f"the profile has an unknown way for {construct!r}: {way!r}{_nearest(str(way), WAYS)}"
            )
        bearers = WAYS[way]
        if bearers is not None and construct not in bearers:
            possible = sorted(w for w, of in WAYS.items() if of is None or construct in of)
            raise ValueError(
                f"the profile has the way {way!r} for {construct!r}, which does not apply "
                f"to it; possible: {', '.join(possible)}"
            )
    return MappingProxyType(dict(profile))


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.4)
    return f"; did you mean {near[0]!r}?" if near else ""


def main(arguments: Sequence[str]) -> int:
    """Print the ways and their constructs as JSON, and return 0.

    `--check PROFILE` validates a profile in JSON instead: it prints the error and returns 2 if the profile is invalid.
    """
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
