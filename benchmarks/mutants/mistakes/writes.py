"""Mistakes in ROME's writes and transactions."""

from mistakes.mistake import DIALECT, Mistake

MISTAKES = [
    Mistake(
        "an UPDATE loses the last of several columns",
        ["update", "Query.update", "flush"],
        r"update|UPDATE",
        DIALECT
        + """
import re
execute = D.do_execute
def losing(self, cursor, sql, parameters, context=None):
    found = re.match("(UPDATE .+? SET )(.+?)( WHERE .+)", sql, re.S)
    sets = found[2].split(", ") if found else []
    if len(sets) > 1 and all(each.endswith("?") for each in sets):
        sql = found[1] + ", ".join(sets[:-1]) + found[3]
        parameters = (*parameters[: len(sets) - 1], *parameters[len(sets) :])
    return execute(self, cursor, sql, parameters, context)
D.do_execute = losing
""",
        ["glance/images/update", "glance/metadefs/namespaces-update"],
    ),
    Mistake(
        "an update through a query changes all rows of the table",
        ["Query.update", "update", "Query.filter_by", "Query.filter"],
        r"update|UPDATE|filter",
        """
update = rome.RomeQuery.update
def of_all(self, values, **kw):
    return update(self.session.query(self.column_descriptions[0]["entity"]), values, **kw)
rome.RomeQuery.update = of_all
""",
        ["glance/images/list-updated", "glance/images/delete"],
    ),
    Mistake(
        "a delete through a query deletes one row",
        ["Query.delete", "delete"],
        r"delete|DELETE",
        """
from sqlalchemy import inspect, tuple_
delete = rome.RomeQuery.delete
def one(self, **kw):
    row = self.first()
    keys = inspect(row).mapper.primary_key if row is not None else ()
    return delete(self.filter(*(key == getattr(row, key.name) for key in keys)), **kw) if keys else 0
rome.RomeQuery.delete = one
""",
        ["glance/metadefs/delete-contents", "glance/metadefs/tags-create-many"],
    ),
    Mistake(
        "an UPDATE of no rows reports one row",
        ["update", "Query.update"],
        r"update|UPDATE",
        """
from rome.dialect import RomeExecutionContext as E
E.rowcount = property(lambda self: max(1, self.cursor.rowcount) if self.isupdate else self.cursor.rowcount)
""",
        ["glance/images/import", "glance/images/import-copy"],
    ),
    Mistake(
        "a DELETE reports no rows",
        ["delete", "Query.delete"],
        r"delete|DELETE",
        """
from rome.dialect import RomeExecutionContext as E
E.rowcount = property(lambda self: 0 if self.isdelete else self.cursor.rowcount)
""",
        ["glance/images/import", "glance/images/image-tasks"],
    ),
    Mistake(
        "a duplicate raises another error",
        ["insert", "update", "flush"],
        r"insert|INSERT|update|UPDATE",
        DIALECT
        + """
import sqlite3
execute = D.do_execute
def vague(self, *args, **kw):
    try:
        return execute(self, *args, **kw)
    except sqlite3.IntegrityError as error:
        if "UNIQUE" in str(error):
            raise sqlite3.OperationalError("the key exists") from error
        raise
D.do_execute = vague
""",
        ["glance/metadefs/namespaces-create", "glance/metadefs/objects-create-errors"],
    ),
    Mistake(
        "a rollback keeps the changes",
        ["insert", "delete", "update", "Query.delete", "rollback", "commit"],
        r"insert|INSERT|delete|DELETE|update|UPDATE|rollback",
        """
from rome.transactions.connection import RomeConnection
RomeConnection.rollback = RomeConnection.commit
""",
        ["glance/metadefs/tags-create-many"],
    ),
    Mistake(
        "a commit loses the last of several rows",
        ["insert", "update", "delete", "commit", "flush", "Query.update", "Query.delete"],
        r"insert|INSERT|delete|DELETE|update|UPDATE|commit",
        """
from rome.storage.store import Store
commit = Store.commit
def most(self, given):
    writes = given["writes"]
    return commit(self, {**given, "writes": writes[:-1] if len(writes) > 1 else writes})
Store.commit = most
""",
        ["glance/images/create", "glance/metadefs/tags-create-many"],
    ),
    Mistake(
        "a commit keeps one new row of each table",
        ["insert", "commit", "flush"],
        r"insert|INSERT|commit",
        """
from rome.storage.store import Store
commit = Store.commit
def one_each(self, given):
    new = {}
    for each in given["writes"]:
        new.setdefault(each["t"] if each["version"] == 0 else (each["t"], each["pk"]), each)
    return commit(self, {**given, "writes": list(new.values())})
Store.commit = one_each
""",
        ["glance/metadefs/tags-create-many", "glance/images/list-filter"],
    ),
]
