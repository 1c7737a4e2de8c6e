"""Mistakes in ROME's joins, unions, aliases and counts."""

from mistakes.mistake import COMPILER, WHOLE, Mistake

MISTAKES = [
    Mistake(
        "an inner join is an outer join",
        ["join.inner", "Query.join", "Query.count"],
        r"[jJ][oO][iI][nN]",
        COMPILER
        + WHOLE
        + """
join = C.visit_join
def outer(self, it, *args, **kw):
    it = it._clone()
    it.isouter = True
    return join(self, it, *args, **kw)
C.visit_join = outer
""",
        ["glance/info/usage", "glance/images/limits"],
    ),
    Mistake(
        "eager joins find no rows to join",
        ["join.outer", "loader.joined", "Query.options"],
        r"[jJ][oO][iI][nN]|options",
        COMPILER
        + """
from sqlalchemy import false
join = C.visit_join
def with_none(self, it, *args, **kw):
    if it.isouter:
        it = it._clone()
        it.onclause = false()
    return join(self, it, *args, **kw)
C.visit_join = with_none
""",
        ["glance/images/update", "glance/images/show"],
    ),
    Mistake(
        "two aliases of one table are the same",
        ["alias", "join.inner", "Query.join"],
        r"[jJ][oO][iI][nN]|alias| AS ",
        COMPILER
        + """
import re
body = C._compose_select_body
def shared(self, *args):
    text, first = body(self, *args), {}
    if len(self.stack) == 1:
        return text
    return re.sub(r"\\b(image_(?:properties|tags)_)\\d+\\.", lambda it: first.setdefault(it[1], it[0]), text)
C._compose_select_body = shared
""",
        ["glance/images/list-filter", "glance/images/tags"],
    ),
    Mistake(
        "a union returns only its first query",
        ["union", "Query.union"],
        r"union|UNION",
        COMPILER
        + """
compound = C.visit_compound_select
def first(self, it, *args, **kw):
    it = it._clone()
    it.selects = it.selects[:1]
    return compound(self, it, *args, **kw)
C.visit_compound_select = first
""",
        ["glance/images/list", "glance/images/visibility"],
    ),
    Mistake(
        "an inner join returns each row of its left side once",
        ["join.inner", "Query.join", "Query.values"],
        r"[jJ][oO][iI][nN]|values",
        COMPILER
        + """
from sqlalchemy.sql.selectable import Join
body = C._compose_select_body
def once(self, text, select, state, columns, froms, *rest):
    for each in froms:
        if isinstance(each, Join) and not each.isouter and each.left.primary_key:
            select = select.group_by(*each.left.primary_key)
    return body(self, text, select, state, columns, froms, *rest)
C._compose_select_body = once
""",
        ["glance/metadefs/namespaces-list-filter"],
    ),
    Mistake(
        "count() counts the whole table",
        ["Query.count", "func.count"],
        r"count",
        """
count = rome.RomeQuery.count
rome.RomeQuery.count = lambda self: count(self.session.query(self.column_descriptions[0]["entity"]))
""",
        ["glance/info/usage", "glance/images/limits"],
    ),
    Mistake(
        "count() stops at three",
        ["Query.count", "func.count"],
        r"count",
        """
count = rome.RomeQuery.count
rome.RomeQuery.count = lambda self: min(3, count(self))
""",
        ["glance/images/limits"],
    ),
    Mistake(
        "the count of no rows is None",
        ["Query.count", "func.count"],
        r"count",
        """
count = rome.RomeQuery.count
rome.RomeQuery.count = lambda self: count(self) or None
""",
        ["glance/images/members", "glance/info/usage"],
    ),
]
