"""Mistakes of a ROME, each a few lines that patch it from the end of a discovery copy.

mistakes_in_rome.py COPY            prints JSON: each mistake's name, the constructs whose users reach it, and what the
                                    construct or statement that shows it looks like (a regular expression)
mistakes_in_rome.py COPY NUMBER     prints the copy with that mistake
mistakes_in_rome.py COPY NUMBER …   surveys the ROME with that mistake; the rest are arguments of `rome.survey`
"""

import json
import runpy
import sys
from typing import NamedTuple


class Mistake(NamedTuple):
    what: str
    constructs: list[str]
    shows: str
    patch: str
    scenarios: list[str]


COMPILER = """
from rome.compiler import RomeCompiler as C
from sqlalchemy.sql import operators
"""

MISTAKES = [
    Mistake(
        "a limit gives one row more",
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
        "only the first key orders",
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
        "no key orders",
        ["order_by"],
        r"order.by",
        COMPILER
        + """
C.order_by_clause = lambda self, select, **kw: ""
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "after a marker comes the marker",
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
        "an outer join is an inner one",
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
        """
import datetime
from sqlalchemy.dialects.sqlite import DATETIME
processor = DATETIME.result_processor
def shifted(self, dialect, coltype):
    read = processor(self, dialect, coltype)
    return lambda value: value and read(value) + datetime.timedelta(hours=1)
DATETIME.result_processor = shifted
""",
        ["glance/images/update"],
    ),
    Mistake(
        "whole numbers are texts",
        ["select"],
        r"select",
        """
from sqlalchemy import Integer
Integer.result_processor = lambda self, dialect, coltype: lambda value: value if value is None else str(value)
""",
        ["glance/images/show"],
    ),
    Mistake(
        "unique keys are not",
        ["insert"],
        r"insert",
        """
from rome.tables import TableInfo
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
        "a count counts one more",
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
        "all() gives the first row alone",
        ["Query.all"],
        r"Query\.all",
        """
every = rome.RomeQuery.all
rome.RomeQuery.all = lambda self: every(self)[:1]
""",
        ["glance/images/list"],
    ),
]


def _apart(patch: str) -> str:
    """Python that runs the patch as ROME's own code: to the probe, what it calls is not the copy's."""
    names = "{'__name__': 'rome.mistake', 'rome': rome}"
    return f"exec(compile({patch!r}, 'rome/mistake.py', 'exec'), {names})\n"


def _survey(patch: str, arguments: list[str]) -> None:
    import rome

    exec(_apart(patch), {"rome": rome})
    sys.argv = ["rome.survey", *arguments]
    runpy.run_module("rome.survey", run_name="__main__", alter_sys=True)


def main() -> None:
    if len(sys.argv) > 3:
        _survey(MISTAKES[int(sys.argv[2])].patch, sys.argv[3:])
        return
    if len(sys.argv) > 2:
        with open(sys.argv[1], encoding="utf-8") as file:
            sys.stdout.write(f"{file.read()}\n{_apart(MISTAKES[int(sys.argv[2])].patch)}")
        return
    listed = [
        {
            "operator": each.what,
            "function": "ROME",
            "constructs": each.constructs,
            "scenarios": each.scenarios,
            "shows": each.shows,
        }
        for each in MISTAKES
    ]
    json.dump(listed, sys.stdout)


if __name__ == "__main__":
    main()
