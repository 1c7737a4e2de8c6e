"""More mistakes in what ROME writes, like those of a port.

The author had read the explanations. docs/mutants.md lists what was changed for them.
"""

from mistakes.mistake import COMPILER, DIALECT, SCALARS, TYPES, Mistake

MISTAKES = [
    Mistake(
        "times are stored an hour early",
        SCALARS,
        r"_at\b|time|insert|update",
        TYPES
        + """
import datetime
from sqlalchemy.dialects.sqlite import DATETIME
processor = DATETIME.bind_processor
def shifted(self, dialect):
    store = processor(self, dialect)
    return lambda value: value and store(value - datetime.timedelta(hours=1))
on_rome(DATETIME, "bind_processor", shifted)
""",
        [],
    ),
    Mistake(
        "numbers lose all bits above the 31st",
        SCALARS,
        r"select|SELECT|insert|INSERT|update|UPDATE",
        DIALECT
        + """
execute = D.do_execute
def small(self, cursor, sql, parameters, context=None):
    given = tuple(each & 0x7FFFFFFF if isinstance(each, int) else each for each in parameters)
    return execute(self, cursor, sql, given, context)
D.do_execute = small
""",
        ["glance/images/list-filter-data", "glance/images/virtual-sizes"],
    ),
    Mistake(
        "Session.delete() does nothing",
        ["delete", "flush"],
        r"delete|DELETE",
        """
from rome.session import RomeSession
RomeSession.delete = lambda self, instance: None
""",
        [],
    ),
    Mistake(
        "text is stored decomposed",
        SCALARS,
        r"select|SELECT|insert|INSERT|update|UPDATE",
        DIALECT
        + """
import unicodedata
execute = D.do_execute
def decomposed(self, cursor, sql, parameters, context=None):
    given = tuple(unicodedata.normalize("NFD", each) if isinstance(each, str) else each for each in parameters)
    return execute(self, cursor, sql, given, context)
D.do_execute = decomposed
""",
        ["glance/metadefs/tags-create", "glance/metadefs/tags-update", "glance/images/tags"],
    ),
    Mistake(
        "a duplicate replaces the row that it equals",
        ["insert", "flush"],
        r"insert|INSERT",
        COMPILER
        + """
insert = C.visit_insert
C.visit_insert = lambda self, *args, **kw: insert(self, *args, **kw).replace("INSERT INTO", "INSERT OR REPLACE INTO", 1)
""",
        [],
    ),
    Mistake(
        "an update through a query reports no rows",
        ["Query.update", "update"],
        r"update|UPDATE",
        """
update = rome.RomeQuery.update
def silent(self, *args, **kw):
    update(self, *args, **kw)
    return 0
rome.RomeQuery.update = silent
""",
        [],
    ),
    Mistake(
        "updated_at is not set by an update",
        ["update", "select", "flush"],
        r"update|UPDATE|updated_at",
        """
from rome.dialect import RomeExecutionContext as E
E.get_update_default = lambda self, column: None
""",
        ["glance/images/update-times", "glance/images/update"],
    ),
    Mistake(
        "only the last of several new objects of a class is stored",
        ["insert", "flush"],
        r"insert|INSERT",
        """
from rome.session import RomeSession
from sqlalchemy import event
def last_of_each(session, *_):
    last = {}
    for each in list(session.new):
        if type(each) in last:
            session.expunge(last[type(each)])
        last[type(each)] = each
event.listen(RomeSession, "before_flush", last_of_each)
""",
        [
            "glance/metadefs/tags-create-many",
            "glance/images/create",
            "glance/metadefs/namespaces-create-contents",
        ],
    ),
    Mistake(
        "a commit happens at every flush",
        ["insert", "delete", "update", "rollback", "commit", "flush"],
        r"insert|INSERT|delete|DELETE|update|UPDATE|rollback|commit",
        """
from rome.session import RomeSession
from rome.transactions.commit import commit
from sqlalchemy import event
def early(session, *_):
    transaction = session.connection().connection.dbapi_connection.transaction
    commit(transaction)
    transaction.dirty.clear()
event.listen(RomeSession, "after_flush", early)
""",
        ["glance/metadefs/tags-create-many", "glance/metadefs/namespaces-create-contents"],
    ),
]
