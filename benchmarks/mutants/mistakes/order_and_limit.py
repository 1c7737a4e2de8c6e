"""Mistakes in ROME's ORDER BY and LIMIT."""

from mistakes.mistake import COMPILER, WHOLE, Mistake

MISTAKES = [
    Mistake(
        "descending is ascending",
        ["order_by", "op.desc", "Query.order_by"],
        r"order.by|ORDER BY|desc|DESC",
        COMPILER
        + WHOLE
        + """
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw).replace(" DESC", "")
""",
        ["glance/images/list", "glance/images/list-sort"],
    ),
    Mistake(
        "every sort key has the first key's direction",
        ["order_by", "op.desc", "op.asc", "Query.order_by"],
        r"order.by|ORDER BY|desc|DESC|asc|ASC",
        COMPILER
        + WHOLE
        + """
import re
clause = C.order_by_clause
def one_way(self, select, **kw):
    text = clause(self, select, **kw)
    return re.sub(" (?:ASC|DESC)", re.search(" ASC| DESC|$", text)[0], text)
C.order_by_clause = one_way
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "text order ignores case",
        ["order_by", "op.asc", "op.desc", "Query.order_by"],
        r"order.by|ORDER BY",
        COMPILER
        + WHOLE
        + """
import re
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: re.sub("(?= (?:ASC|DESC))", " COLLATE NOCASE", clause(self, select, **kw))
""",
        ["glance/metadefs/tags-list-sort"],
    ),
    Mistake(
        "NULLs are sorted last instead of first, and first instead of last",
        ["order_by", "op.asc", "op.desc", "Query.order_by"],
        r"order.by|ORDER BY",
        COMPILER
        + WHOLE
        + """
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: (
    clause(self, select, **kw).replace(" ASC", " ASC NULLS LAST").replace(" DESC", " DESC NULLS FIRST"))
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "a limit counts the rows of eager joins",
        ["limit", "Query.limit", "join.outer", "loader.joined", "subquery"],
        r"limit|LIMIT|[jJ][oO][iI][nN]",
        COMPILER
        + """
limit, visit = C.limit_clause, C.visit_select
def outside(self, select, **kw):
    text = limit(self, select, **kw)
    if len(self.stack) == 1:
        return text
    self.held = text
    return ""
C.limit_clause = outside
C.visit_select = lambda self, *args, **kw: visit(self, *args, **kw) + ("" if self.stack else self.__dict__.pop("held", ""))
"""
        + WHOLE,
        ["glance/images/list-filter", "glance/images/list-paging"],
    ),
    Mistake(
        "a limit above three is three",
        ["limit", "Query.limit"],
        r"limit|LIMIT",
        COMPILER
        + """
import re
clause = C.limit_clause
C.limit_clause = lambda self, select, **kw: re.sub(r"LIMIT (\\S+)", r"LIMIT min(3, \\1)", clause(self, select, **kw))
""",
        ["glance/images/list-paging", "glance/images/list-admin"],
    ),
    Mistake(
        "a limit applies before the rows are sorted",
        ["limit", "order_by", "Query.limit", "Query.order_by", "subquery"],
        r"limit|LIMIT|order.by|ORDER BY",
        COMPILER
        + WHOLE
        + """
clause = C.order_by_clause
C.order_by_clause = lambda self, select, **kw: clause(self, select, **kw) if len(self.stack) == 1 else ""
""",
        ["glance/images/list-paging", "glance/images/list-admin"],
    ),
]
