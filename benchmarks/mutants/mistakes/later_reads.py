"""More mistakes in what ROME reads, like those of a port.

The author had read the explanations. docs/mutants.md lists what was changed for them.
"""

from mistakes.mistake import COMPILER, WHOLE, Mistake

STORE = """
from rome.storage.store import Store
"""

MISTAKES = [
    Mistake(
        "a fetch returns at most ten rows of a table",
        ["select", "Query.all"],
        r"select|Query\.all",
        STORE
        + """
from collections import defaultdict
fetch = Store.fetch
def few(self, asks):
    seen = defaultdict(int)
    rows = []
    for row in fetch(self, asks):
        seen[row[0]] += 1
        if seen[row[0]] <= 10:
            rows.append(row)
    return rows
Store.fetch = few
""",
        ["glance/metadefs", "glance/images/list"],
    ),
    Mistake(
        "a fetch repeats its answer of the last second",
        ["select"],
        r"select",
        STORE
        + """
import time
fetch, known = Store.fetch, {}
def stale(self, asks):
    key = id(self), repr(asks)
    at, rows = known.get(key, (0, None))
    if time.monotonic() - at > 1:
        rows = list(fetch(self, asks))
        known[key] = time.monotonic(), rows
    return rows
Store.fetch = stale
""",
        ["glance/images/tags", "glance/images/update", "glance/images/members"],
    ),
    Mistake(
        "a value that is not equal may be NULL",
        ["op.ne"],
        r"!=|op\.ne",
        COMPILER
        + WHOLE
        + """
binary = C.visit_binary
def null_too(self, it, *args, **kw):
    text = binary(self, it, *args, **kw)
    return text.replace("!=", "IS NOT") if it.operator is operators.ne else text
C.visit_binary = null_too
""",
        ["glance/images/visibility", "glance/images/list-filter", "glance/info/usage"],
    ),
    Mistake(
        "IS NULL also finds empty texts",
        ["op.is"],
        r"IS NULL|op\.is",
        COMPILER
        + WHOLE
        + """
binary = C.visit_binary
def empty_too(self, it, *args, **kw):
    text = binary(self, it, *args, **kw)
    return f"({text} OR {self.process(it.left)} = '')" if it.operator is operators.is_ else text
C.visit_binary = empty_too
""",
        [],
    ),
    Mistake(
        "an IN of more than three values fails",
        ["op.in", "op.not_in"],
        r"\bIN\b|op\.(?:not_)?in",
        COMPILER
        + """
import sqlite3
expand = C._literal_execute_expanding_parameter
def strict(self, name, parameter, values):
    if len(list(values)) > 3:
        raise sqlite3.OperationalError("too many values in an IN")
    return expand(self, name, parameter, values)
C._literal_execute_expanding_parameter = strict
""",
        [],
    ),
    Mistake(
        "OR looks only at its first criterion",
        ["op.or", "Query.filter"],
        r"\bOR\b|op\.or|filter",
        COMPILER
        + """
# SQLAlchemy 2, and 1.4.
name = "visit_expression_clauselist" if hasattr(C, "visit_expression_clauselist") else "visit_clauselist"
listed = getattr(C, name)
def first(self, it, **kw):
    if it.operator is operators.or_ and it.clauses:
        it = it._clone()
        it.clauses = it.clauses[:1]
    return listed(self, it, **kw)
setattr(C, name, first)
""",
        [],
    ),
    Mistake(
        "a sum counts equal values once",
        ["func.sum"],
        r"sum",
        COMPILER
        + """
function = C.visit_function
def distinct(self, it, *args, **kw):
    text = function(self, it, *args, **kw)
    return text.replace("(", "(DISTINCT ", 1) if it.name.lower() == "sum" else text
C.visit_function = distinct
""",
        ["glance/info/usage", "glance/images/limits", "glance/images/locations"],
    ),
    Mistake(
        "the sort keys apply in the opposite order",
        ["order_by", "Query.order_by"],
        r"order.by|ORDER BY",
        COMPILER
        + WHOLE
        + """
clause = C.order_by_clause
def turned(self, select, **kw):
    start, _, keys = clause(self, select, **kw).partition(" ORDER BY ")
    return start + " ORDER BY " + ", ".join(reversed(keys.split(", "))) if keys else start
C.order_by_clause = turned
""",
        [],
    ),
    Mistake(
        "first() returns the last row",
        ["Query.first"],
        r"Query\.first|limit|LIMIT",
        """
rome.RomeQuery.first = lambda self: (self.all() or [None])[-1]
""",
        [],
    ),
    Mistake(
        "options() is ignored",
        ["Query.options", "loader.joined", "join.outer"],
        r"options|[jJ][oO][iI][nN]",
        """
rome.RomeQuery.options = lambda self, *options: self
""",
        [],
    ),
    Mistake(
        "a second filter() replaces the first",
        ["Query.filter", "Query.filter_by", "op.and", "op.eq"],
        r"filter|\bAND\b|=",
        """
where = rome.RomeQuery.filter
def last(self, *criteria):
    self = self._clone() if hasattr(self, "_clone") else self
    self._where_criteria = ()
    return where(self, *criteria)
rome.RomeQuery.filter = last
""",
        [],
    ),
]
