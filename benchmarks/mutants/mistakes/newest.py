"""Mistakes in ROME by an author who has seen neither the explanations nor the scores."""

from mistakes.mistake import COMPILER, DIALECT, SCALARS, TYPES, WHOLE, Mistake

_STORE = """
from rome.storage.store import Store
"""

_READS = [
    Mistake(
        "Redis takes the first rows of a limited list before it looks at the criteria",
        ["limit", "Query.limit", "order_by"],
        r"limit",
        """
from rome.statements.cut import Cut
ask = Cut.ask
def of_all(self, values):
    made = ask(self, values)
    return {"where": ["and"], "order": made["order"], "first": made["first"]} if made else made
Cut.ask = of_all
""",
        ["glance/images/list-paging", "glance/images/list-admin", "glance/metadefs/tags-list-paging"],
    ),
    Mistake(
        "an outer join finds only the last of several rows",
        ["join.outer", "loader.joined", "Query.options"],
        r"join|options",
        """
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.collections import InstrumentedList
every, one = rome.RomeQuery.all, rome.RomeQuery.one
def last_of(entity):
    for name, value in list(getattr(entity, "__dict__", {}).items()):
        if isinstance(value, InstrumentedList) and len(value) > 1:
            set_committed_value(entity, name, [value[-1]])
    return entity
rome.RomeQuery.all = lambda self: [last_of(each) for each in every(self)]
rome.RomeQuery.one = lambda self: last_of(one(self))
""",
        ["glance/images/create", "glance/images/show", "glance/images/texts", "glance/images/locations"],
    ),
    Mistake(
        "CASE has no ELSE",
        ["case", "op.lt", "op.gt", "op.eq"],
        r"\bcase\b",
        COMPILER
        + """
case = C.visit_case
def bare(self, it, **kw):
    it = it._clone()
    it.else_ = None
    return case(self, it, **kw)
C.visit_case = bare
""",
        ["glance/images/list-sort", "glance/images/list-paging"],
    ),
    Mistake(
        "a lookup by the primary key ignores the other criteria",
        ["op.eq", "op.and", "Query.filter_by", "Query.filter", "select", "Query.one"],
        r"deleted|filter|op\.(?:eq|and)|\band\b|Query\.one",
        COMPILER
        + """
from sqlalchemy.sql.elements import BindParameter
body = C._compose_select_body
def by_key(self, text, select, *rest):
    for each in select._where_criteria:
        left, right = getattr(each, "left", None), getattr(each, "right", None)
        if getattr(left, "primary_key", False) and isinstance(right, BindParameter) and each.operator is operators.eq:
            select = select._clone()
            select._where_criteria = (each,)
            break
    return body(self, text, select, *rest)
C._compose_select_body = by_key
""",
        ["glance/images/delete", "glance/tasks/delete", "glance/images/members"],
    ),
    Mistake(
        "an inner join with an alias has no condition",
        ["join.inner", "alias", "Query.join"],
        r"join|alias",
        COMPILER
        + WHOLE
        + """
from sqlalchemy import true
from sqlalchemy.sql.selectable import Alias
join = C.visit_join
def crossed(self, it, *args, **kw):
    if isinstance(it.right, Alias) and not it.isouter:
        it = it._clone()
        it.onclause = true()
    return join(self, it, *args, **kw)
C.visit_join = crossed
""",
        ["glance/images/list-filter", "glance/images/tags"],
    ),
    Mistake(
        "one() counts the rows of eager joins",
        ["Query.one", "loader.joined", "join.outer"],
        r"Query\.one|join",
        """
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.orm.collections import InstrumentedList
one = rome.RomeQuery.one
def strict(self):
    found = one(self)
    loaded = getattr(found, "__dict__", {}).values()
    if any(isinstance(each, InstrumentedList) and len(each) > 1 for each in loaded):
        raise MultipleResultsFound("Multiple rows were found when exactly one was required")
    return found
rome.RomeQuery.one = strict
""",
        ["glance/images/create", "glance/images/texts", "glance/images/update"],
    ),
    Mistake(
        "criteria outside of a union are lost",
        ["union", "Query.union", "subquery", "Query.filter", "op.or", "op.ne"],
        r"union|filter|op\.(?:or|ne)",
        COMPILER
        + """
from sqlalchemy.sql.selectable import CompoundSelect, Join, Subquery
body = C._compose_select_body
def inside(self, text, select, state, columns, froms, *rest):
    first = froms[0] if froms else None
    while isinstance(first, Join):
        first = first.left
    if isinstance(first, Subquery) and isinstance(first.element, CompoundSelect):
        select = select._clone()
        select._where_criteria = ()
    return body(self, text, select, state, columns, froms, *rest)
C._compose_select_body = inside
""",
        ["glance/images/visibility", "glance/images/list-filter", "glance/images/list-paging"],
    ),
    Mistake(
        "texts are equal if they differ only by trailing spaces",
        ["op.eq", "Query.filter_by", "Query.filter", "Query.one"],
        r"=|op\.eq|filter|Query\.one",
        COMPILER
        + WHOLE
        + """
from sqlalchemy import String
binary = C.visit_binary
def padded(self, it, *args, **kw):
    text = binary(self, it, *args, **kw)
    return f"{text} COLLATE RTRIM" if it.operator is operators.eq and it.left.type._type_affinity is String else text
C.visit_binary = padded
""",
        [
            "glance/metadefs/objects-names",
            "glance/metadefs/properties-names",
            "glance/metadefs/resource-types-names",
        ],
    ),
]

_WRITES = [
    Mistake(
        "a reference to a row that the same transaction inserted is dangling",
        ["insert", "flush", "commit"],
        r"insert",
        """
from rome.transactions import references
references._standing = lambda *_: references.Standing.UNKNOWN
""",
        ["glance/tasks/create", "glance/images/create", "glance/images/list-filter"],
    ),
    Mistake(
        "unique keys ignore case",
        ["insert", "update", "flush"],
        r"insert|update",
        """
import re
from rome.schema.tables import TableInfo
from rome.statements.compiler import RomeDDLCompiler as D
unique, values = D.visit_unique_constraint, TableInfo.unique_values
def caseless(self, constraint, **kw):
    text = unique(self, constraint, **kw)
    return re.sub(r"\\((.+)\\)", lambda it: "(" + it[1].replace(",", " COLLATE NOCASE,") + " COLLATE NOCASE)", text)
D.visit_unique_constraint = caseless
TableInfo.unique_values = lambda self, row: ((columns, value.lower()) for columns, value in values(self, row))
""",
        ["glance/metadefs/objects-names", "glance/metadefs/properties-names", "glance/metadefs/tags-create"],
    ),
    Mistake(
        "a deleted row keeps its unique values",
        ["delete", "insert", "Query.delete", "flush", "commit"],
        r"delete|insert|commit",
        _STORE
        + """
commit = Store.commit
def keeping(self, given):
    return commit(self, {**given, "writes": [w if w["row"] else {**w, "free": []} for w in given["writes"]]})
Store.commit = keeping
""",
        [
            "glance/metadefs/tags-create-many",
            "glance/metadefs/resource-types-dissociate",
            "glance/metadefs/delete-contents",
        ],
    ),
    Mistake(
        "an update does not enter the row in the indexes of its new values",
        ["update", "Query.update", "flush", "commit", "op.eq", "select"],
        r"update|where|filter|op\.eq",
        _STORE
        + """
commit = Store.commit
def unlisted(self, given):
    return commit(self, {**given, "writes": [{**w, "add": []} if w["version"] else w for w in given["writes"]]})
Store.commit = unlisted
""",
        ["glance/metadefs/objects-update", "glance/metadefs/tags-update", "glance/images/visibility"],
    ),
    Mistake(
        "a row cannot be deleted in the transaction that deletes the rows that refer to it",
        ["delete", "Query.delete", "flush"],
        r"delete",
        _STORE
        + """
from rome.errors import DanglingReference
claim = Store.claim
def strict(self, given):
    answer = claim(self, given)
    if answer.get("children"):
        raise DanglingReference()
    return answer
Store.claim = strict
""",
        ["glance/metadefs/namespaces-delete", "glance/metadefs/delete-contents", "glance/races/metadefs"],
    ),
    Mistake(
        "an UPDATE to NULL keeps the old value",
        ["update", "Query.update", "flush"],
        r"update",
        DIALECT
        + """
import re
execute = D.do_execute
def merged(self, cursor, sql, parameters, context=None):
    found = re.match("(UPDATE .+? SET )(.+?)( WHERE .+)", sql, re.S)
    if found:
        sql = found[1] + re.sub(r'("?\\w+"?)=\\?', r"\\1=coalesce(?, \\1)", found[2]) + found[3]
    return execute(self, cursor, sql, parameters, context)
D.do_execute = merged
""",
        [
            "glance/metadefs/objects-update",
            "glance/metadefs/namespaces-update",
            "glance/metadefs/properties-update",
        ],
    ),
    Mistake(
        "a duplicate is only found at the commit",
        ["insert", "update", "flush", "commit"],
        r"insert|update|commit",
        """
from rome.transactions.question import Question
about = Question.about
Question.about = property(lambda self: {**about.fget(self), "uniques": []})
""",
        [
            "glance/metadefs/namespaces-create",
            "glance/metadefs/objects-create-errors",
            "glance/metadefs/tags-update-errors",
            "glance/races/metadefs",
        ],
    ),
    Mistake(
        "a conflict is not reported as a deadlock, so nobody tries again",
        ["update", "delete", "insert", "Query.update", "Query.delete", "flush", "commit"],
        r"update|delete|insert|commit|flush",
        """
import sqlite3
from rome.errors import Conflict
def conflict(self, what):
    sqlite3.OperationalError.__init__(self, f"rome: conflict: {what}")
Conflict.__init__ = conflict
""",
        ["glance/races/images", "glance/races/properties", "glance/races/tags"],
    ),
]

_VALUES = [
    Mistake(
        "a query of one column returns bare values in place of rows",
        ["Query.all", "select"],
        r"Query\.all|select",
        """
every = rome.RomeQuery.all
def bare(self):
    found, asked = every(self), self.column_descriptions
    return [each[0] for each in found] if len(asked) == 1 and not isinstance(asked[0]["type"], type) else found
rome.RomeQuery.all = bare
""",
        ["glance/images/tags", "glance/images/show", "glance/images/update"],
    ),
    Mistake(
        "the number zero is read as NULL",
        SCALARS,
        r"select|insert|update|min_disk|min_ram|size|hits",
        TYPES
        + """
from sqlalchemy import Integer
on_rome(Integer, "result_processor", lambda self, dialect, coltype: lambda value: value or None)
""",
        ["glance/images/create", "glance/images/show", "glance/images/list"],
    ),
    Mistake(
        "a backslash is stored twice",
        SCALARS,
        r"select|insert|update",
        DIALECT
        + """
execute = D.do_execute
def escaped(self, cursor, sql, parameters, context=None):
    given = tuple(each.replace("\\\\", "\\\\\\\\") if isinstance(each, str) else each for each in parameters)
    return execute(self, cursor, sql, given, context)
D.do_execute = escaped
""",
        ["glance/images/texts", "glance/metadefs/texts", "glance/metadefs/objects-create"],
    ),
    Mistake(
        "a text of digits is stored as a number",
        SCALARS,
        r"select|insert|update",
        DIALECT
        + """
execute = D.do_execute
def counted(self, cursor, sql, parameters, context=None):
    given = tuple(
        int(each) if isinstance(each, str) and each.isdecimal() and len(each) < 19 else each for each in parameters)
    return execute(self, cursor, sql, given, context)
D.do_execute = counted
""",
        ["glance/images/texts", "glance/images/list-filter", "glance/metadefs/objects-names"],
    ),
    Mistake(
        "a time that is not set is read as the epoch",
        SCALARS,
        r"_at\b|time|select",
        TYPES
        + """
import datetime
from sqlalchemy.dialects.sqlite import DATETIME
processor = DATETIME.result_processor
def since(self, dialect, coltype):
    read = processor(self, dialect, coltype)
    return lambda value: datetime.datetime(1970, 1, 1) if value is None else read(value)
on_rome(DATETIME, "result_processor", since)
""",
        ["glance/tasks/show", "glance/tasks/create", "glance/tasks/list", "glance/images/image-tasks"],
    ),
    Mistake(
        "a collection that is loaded late is empty",
        ["select", "Query.all"],
        r"image_locations|image_tags|Query\.all|lazy",
        """
from rome.session import RomeSession
from sqlalchemy.orm.strategies import LazyLoader
load = LazyLoader._emit_lazyload
def nothing(self, session, *args, **kw):
    return [] if self.uselist and isinstance(session, RomeSession) else load(self, session, *args, **kw)
LazyLoader._emit_lazyload = nothing
""",
        ["glance/info/usage", "glance/info/usage-sizes", "glance/images/limits"],
    ),
    Mistake(
        "the text null is read as NULL",
        SCALARS,
        r"select|insert|update|value|image_properties",
        TYPES
        + """
from sqlalchemy import String
on_rome(String, "result_processor", lambda self, dialect, coltype: lambda value: None if value == "null" else value)
""",
        ["glance/images/texts", "glance/metadefs/texts"],
    ),
    Mistake(
        "columns of the same name are mixed up in an eager join",
        ["join.outer", "loader.joined", "Query.options", "select"],
        r"join|options",
        """
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.collections import InstrumentedList
every, one = rome.RomeQuery.all, rome.RomeQuery.one
def mixed(entity):
    for value in list(getattr(entity, "__dict__", {}).values()):
        if isinstance(value, InstrumentedList) and value:
            mine, others = (inspect(each).mapper.column_attrs.keys() for each in (entity, value[-1]))
            for name in set(mine).intersection(others) - {"id"}:
                set_committed_value(entity, name, getattr(value[-1], name))
    return entity
rome.RomeQuery.all = lambda self: [mixed(each) for each in every(self)]
rome.RomeQuery.one = lambda self: mixed(one(self))
""",
        ["glance/images/create", "glance/images/show", "glance/images/list-filter"],
    ),
]

MISTAKES = [*_READS, *_WRITES, *_VALUES]
