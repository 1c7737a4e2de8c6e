"""Mistakes in ROME's WHERE."""

from mistakes.mistake import COMPILER, WHOLE, Mistake

MISTAKES = [
    Mistake(
        "IN drops the last of several values",
        ["op.in", "op.not_in"],
        r"\bin\b|\bIN\b|op\.(?:not_)?in",
        COMPILER
        + """
expand = C._literal_execute_expanding_parameter
def shorter(self, name, parameter, values):
    return expand(self, name, parameter, list(values)[:-1] if len(values) > 1 else values)
C._literal_execute_expanding_parameter = shorter
""",
        ["glance/images/list-filter", "glance/metadefs/namespaces-list-filter"],
    ),
    Mistake(
        "NOT IN is IN",
        ["op.not_in", "op.in"],
        r"NOT IN|not_in|\bIN\b",
        COMPILER
        + """
not_in = C.visit_not_in_op_binary
C.visit_not_in_op_binary = lambda self, it, operator, **kw: not_in(self, it, operator, **kw).replace(" NOT IN ", " IN ")
""",
        ["glance/info/usage", "glance/images/limits"],
    ),
    Mistake(
        "text comparison ignores case",
        ["op.eq", "Query.filter_by", "Query.filter"],
        r"=|op\.eq|filter",
        COMPILER
        + WHOLE
        + """
from sqlalchemy import String
binary = C.visit_binary
def caseless(self, it, *args, **kw):
    text = binary(self, it, *args, **kw)
    return f"{text} COLLATE NOCASE" if it.operator is operators.eq and it.left.type._type_affinity is String else text
C.visit_binary = caseless
""",
        ["glance/metadefs/objects-names", "glance/metadefs/resource-types-names"],
    ),
    Mistake(
        "IS NOT NULL is always true",
        ["op.is_not", "case"],
        r"IS NOT|is_not|CASE|case",
        COMPILER
        + WHOLE
        + """
binary = C.visit_binary
C.visit_binary = lambda self, it, *args, **kw: (
    "(1 = 1)" if it.operator is operators.is_not else binary(self, it, *args, **kw))
""",
        ["glance/images/list-sort"],
    ),
    Mistake(
        "OR is AND",
        ["op.or", "Query.filter"],
        r"\bOR\b|op\.or|\bor\b|filter",
        COMPILER
        + """
# SQLAlchemy 2, and 1.4.
name = "visit_expression_clauselist" if hasattr(C, "visit_expression_clauselist") else "visit_clauselist"
listed = getattr(C, name)
def all_of(self, it, **kw):
    if it.operator is operators.or_:
        it = it._clone()
        it.operator = operators.and_
    return listed(self, it, **kw)
setattr(C, name, all_of)
""",
        ["glance/images/visibility", "glance/metadefs/namespaces-list"],
    ),
    Mistake(
        "only the first two of several criteria apply",
        [
            "op.and",
            "op.eq",
            "op.or",
            "op.in",
            "op.not_in",
            "op.gt",
            "op.lt",
            "select",
            "Query.filter",
            "Query.filter_by",
        ],
        r"\bAND\b|\band\b|filter|op\.",
        COMPILER
        + WHOLE
        + """
conjunction = C._generate_delimited_and_list
C._generate_delimited_and_list = lambda self, clauses, **kw: conjunction(self, list(clauses)[:2], **kw)
""",
        ["glance/images/members", "glance/images/tags"],
    ),
    Mistake(
        "a comparison with false is true for every row",
        ["op.eq", "Query.filter_by", "Query.filter"],
        r"deleted|protected|hidden|false|op\.eq",
        COMPILER
        + WHOLE
        + """
from sqlalchemy.sql.elements import False_
binary = C.visit_binary
def for_all(self, it, *args, **kw):
    return "(1 = 1)" if it.operator is operators.eq and isinstance(it.right, False_) else binary(self, it, *args, **kw)
C.visit_binary = for_all
""",
        ["glance/images/delete", "glance/images/tags"],
    ),
    Mistake(
        "numbers are compared as text",
        ["op.ge", "op.le", "op.gt", "op.lt"],
        r"[<>]|op\.[gl][et]",
        COMPILER
        + """
from sqlalchemy import cast, Integer, String
binary = C.visit_binary
def by_digits(self, it, *args, **kw):
    unequal = it.operator in (operators.ge, operators.le, operators.gt, operators.lt)
    if unequal and it.left.type._type_affinity is Integer:
        it = it._clone()
        it.left, it.right = cast(it.left, String), cast(it.right, String)
    return binary(self, it, *args, **kw)
C.visit_binary = by_digits
""",
        ["glance/images/list-filter-data"],
    ),
    Mistake(
        "times are compared by day",
        ["op.gt", "op.lt", "op.ge", "op.le"],
        r"[<>]|op\.[gl][et]",
        COMPILER
        + """
from sqlalchemy import DateTime, func
binary = C.visit_binary
def by_day(self, it, *args, **kw):
    unequal = it.operator in (operators.ge, operators.le, operators.gt, operators.lt)
    if unequal and it.left.type._type_affinity is DateTime:
        it = it._clone()
        it.left, it.right = func.date(it.left), func.date(it.right)
    return binary(self, it, *args, **kw)
C.visit_binary = by_day
""",
        ["glance/metadefs/tags-list-paging", "glance/metadefs/namespaces-list-paging"],
    ),
]
