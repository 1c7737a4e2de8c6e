"""Mistakes in ROME's values."""

from mistakes.mistake import DIALECT, SCALARS, TYPES, Mistake

MISTAKES = [
    Mistake(
        "times lose their microseconds when they are stored",
        [*SCALARS, "order_by"],
        r"_at\b|order.by|ORDER BY",
        DIALECT
        + """
import re
execute = D.do_execute
def whole(self, cursor, sql, parameters, context=None):
    cut = (re.sub(r"^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)\\.\\d{6}$", r"\\1.000000", p)
           if isinstance(p, str) else p for p in parameters)
    return execute(self, cursor, sql, tuple(cut), context)
D.do_execute = whole
""",
        ["glance/metadefs/tags-list-sort", "glance/metadefs/tags-list-paging"],
    ),
    Mistake(
        "text is cut after 255 characters",
        SCALARS,
        r"select|SELECT|insert|INSERT|update|UPDATE",
        DIALECT
        + """
execute = D.do_execute
def cut(self, cursor, sql, parameters, context=None):
    shorter = tuple(each[:255] if isinstance(each, str) else each for each in parameters)
    return execute(self, cursor, sql, shorter, context)
D.do_execute = cut
""",
        ["glance/metadefs/objects-properties", "glance/metadefs/namespaces-create-contents"],
    ),
    Mistake(
        "text is read as Latin-1",
        SCALARS,
        r"select|SELECT|insert|INSERT",
        TYPES
        + """
from sqlalchemy import String
def recoded(self, dialect, coltype):
    return lambda value: value.encode().decode("latin-1") if isinstance(value, str) else value
on_rome(String, "result_processor", recoded)
""",
        ["glance/metadefs/tags-create", "glance/metadefs/tags-update"],
    ),
    Mistake(
        "booleans are read as integers",
        SCALARS,
        r"select|SELECT|deleted|protected|hidden|can_share",
        TYPES
        + """
from sqlalchemy import Boolean
on_rome(Boolean, "result_processor", lambda self, dialect, coltype: None)
""",
        ["glance/images/show", "glance/metadefs/namespaces-protected"],
    ),
    Mistake(
        "a NULL text is read as an empty text",
        SCALARS,
        r"select|SELECT",
        TYPES
        + """
from sqlalchemy import String
from sqlalchemy import Text
def filled(self, dialect, coltype):
    return None if isinstance(self, Text) else lambda value: "" if value is None else value
on_rome(String, "result_processor", filled)
""",
        ["glance/images/create", "glance/images/list"],
    ),
    Mistake(
        "an empty text is stored as NULL",
        [*SCALARS, "op.eq", "op.ne"],
        r"select|SELECT|insert|INSERT|update|UPDATE",
        """
from rome.storage import layout
encode = layout.encode
layout.encode = lambda columns, row: encode(columns, [None if each == "" else each for each in row])
""",
        ["glance/images/texts", "glance/metadefs/texts"],
    ),
    Mistake(
        "an empty JSON document is read as NULL",
        SCALARS,
        r"select|SELECT|insert|INSERT|meta_data|json_schema|input|result",
        TYPES
        + """
from sqlalchemy import Text
on_rome(Text, "result_processor", lambda self, dialect, coltype: lambda value: None if value in ("{}", "[]") else value)
""",
        ["glance/metadefs/objects-create", "glance/metadefs/delete-contents"],
    ),
    Mistake(
        "onupdate sets a date without a time",
        ["update", "select", "flush"],
        r"update|UPDATE|updated_at",
        """
from rome.dialect import RomeExecutionContext as E
default = E.get_update_default
def day(self, column):
    value = default(self, column)
    return value.replace(hour=0, minute=0, second=0, microsecond=0) if hasattr(value, "hour") else value
E.get_update_default = day
""",
        ["glance/metadefs/tags-list-sort", "glance/images/members-answer"],
    ),
]
