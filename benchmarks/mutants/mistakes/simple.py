"""Mistakes in ROME that are visible wherever the construct is used."""

from mistakes.mistake import COMPILER, TYPES, Mistake

MISTAKES = [
    Mistake(
        "a limit returns one more row",
        ["limit"],
        r"limit",
        COMPILER
        + """
clause = C.limit_clause
C.limit_clause = lambda self, select, **kw: clause(self, select, **kw).replace("LIMIT ", "LIMIT 1 + ")
""",
        ["glance/images/list-paging"],
    ),
    Mistake(
        "only the first sort key applies",
        ["order_by"],
        r"order.by",
        COMPILER
        + """
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).split(", ")[0]
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "no sort key applies",
        ["order_by"],
        r"order.by",
        COMPILER
        + """
C.order_by_clause = lambda self, select, **kw: ""
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "the page after a marker starts with the marker",
        ["op.gt", "op.lt"],
        r"[<>]|op\.[gl]t",
        COMPILER
        + """
binary = C.visit_binary
def touching(self, it, *args, **kw):
    turned = {operators.gt: operators.ge, operators.lt: operators.le}.get(it.operator)
    if turned:
        it = it._clone()
        it.operator = turned
    return binary(self, it, *args, **kw)
C.visit_binary = touching
""",
        ["glance/images/list-paging"],
    ),
    Mistake(
        "inequality is never true",
        ["op.ne"],
        r"!=|op\.ne",
        COMPILER
        + """
binary_ne = C.visit_binary
def never(self, it, *args, **kw):
    return "0" if it.operator is operators.ne else binary_ne(self, it, *args, **kw)
C.visit_binary = never
""",
        ["glance/images/visibility"],
    ),
    Mistake(
        "an outer join is an inner join",
        ["join.outer"],
        r"join",
        COMPILER
        + """
join = C.visit_join
C.visit_join = lambda self, it, *args, **kw: join(self, it, *args, **kw).replace("LEFT OUTER JOIN", "JOIN")
""",
        ["glance/images/list"],
    ),
    Mistake(
        "times are an hour late",
        ["select"],
        r"_at\b|time",
        TYPES
        + """
import datetime
from sqlalchemy.dialects.sqlite import DATETIME
processor = DATETIME.result_processor
def shifted(self, dialect, coltype):
    read = processor(self, dialect, coltype)
    return lambda value: value and read(value) + datetime.timedelta(hours=1)
on_rome(DATETIME, "result_processor", shifted)
""",
        ["glance/images/update"],
    ),
    Mistake(
        "integers are read as text",
        ["select"],
        r"select",
        TYPES
        + """
from sqlalchemy import Integer
on_rome(Integer, "result_processor", lambda self, dialect, coltype: lambda value: value if value is None else str(value))
""",
        ["glance/images/show"],
    ),
    Mistake(
        "unique keys are not enforced",
        ["insert"],
        r"insert",
        """
from rome.schema.tables import TableInfo
TableInfo.unique_values = lambda self, row: []
""",
        ["glance/metadefs/namespaces-create"],
    ),
    Mistake(
        "an update through a query is lost",
        ["Query.update"],
        r"update",
        """
rome.RomeQuery.update = lambda self, values, **kw: self.count()
""",
        ["glance/images/update"],
    ),
    Mistake(
        "count() returns one more",
        ["Query.count"],
        r"count",
        """
count = rome.RomeQuery.count
rome.RomeQuery.count = lambda self: count(self) + 1
""",
        ["glance/images/members", "glance/images/limits"],
    ),
    Mistake(
        "one() finds nothing and says so by None",
        ["Query.one"],
        r"Query\.one",
        """
rome.RomeQuery.one = lambda self: self.first()
""",
        ["glance/metadefs/namespaces-show"],
    ),
    Mistake(
        "a delete through a query deletes nothing",
        ["Query.delete"],
        r"delete",
        """
rome.RomeQuery.delete = lambda self, **kw: self.count()
""",
        ["glance/metadefs/namespaces-delete"],
    ),
    Mistake(
        "all() returns only the first row",
        ["Query.all"],
        r"Query\.all",
        """
every = rome.RomeQuery.all
rome.RomeQuery.all = lambda self: every(self)[:1]
""",
        ["glance/images/list"],
    ),
]
