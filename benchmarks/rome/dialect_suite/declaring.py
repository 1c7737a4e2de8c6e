"""A ROME whose tables are declared when the suite creates them. ROME's own tables come from models, before any connection.

CREATE and DROP only change the declaration, with the rows of the table. A table without a primary key gets one. Everything
else is ROME's dialect.
"""

import weakref
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry

import rome
from rome import database
from rome.dialect import RomeDialect
from rome.schema.tables import Tables
from rome.transactions.connection import RomeConnection
from rome.transactions.scratch import ScratchFactory

NAME = "suite"
_DEFINING = ("CREATE", "DROP")
_metadata = sa.MetaData()
_version = 0
_renewed: "weakref.WeakKeyDictionary[RomeConnection, int]" = weakref.WeakKeyDictionary()


class DeclaringDialect(RomeDialect):
    """ROME's dialect, but without an error for CREATE and DROP."""

    supports_statement_cache = True

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        if statement.split(None, 1)[0].upper() not in _DEFINING:
            _renew(cursor.connection, self)
            super().do_execute(cursor, statement, parameters, context)

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:
        self.do_execute(cursor, statement, (), context)

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        _renew(cursor.connection, self)
        super().do_executemany(cursor, statement, parameters, context)


def start(url: str) -> None:
    """Configure the database of the suite, without tables."""
    rome.configure(NAME, [], url)
    store = database.find(NAME).store
    store.wipe()
    store.mark()
    registry.register("sqlite.rome", "declaring", "DeclaringDialect")
    sa.event.listen(sa.Table, "before_create", _declare)
    sa.event.listen(sa.Table, "after_drop", _forget)


def _declare(table: sa.Table, connection: Any, **_: Any) -> None:
    if table.name in _metadata.tables:
        _metadata.remove(_metadata.tables[table.name])
    copy = table.to_metadata(_metadata)
    if not copy.primary_key.columns:
        copy.append_column(sa.Column("rome_id", sa.Integer, primary_key=True))
    try:
        _use(_metadata)
    except ValueError:  # ROME cannot have such a table
        _metadata.remove(copy)
        raise


def _forget(table: sa.Table, connection: Any, **_: Any) -> None:
    if table.name not in _metadata.tables:
        return
    _metadata.remove(_metadata.tables[table.name])
    _use(_metadata)
    store = database.find(NAME).store
    parts = [store.key(kind, table.name) for kind in ("row", "idx", "ord", "unq", "seq")]
    store.write(
        ("DEL", key)
        for key in [*store.keys()]
        if any(key == part or key.startswith(f"{part}:") for part in parts)
    )


def _use(metadata: sa.MetaData) -> None:
    global _version
    tables = Tables([metadata])
    _version += 1
    found = database.find(NAME)
    found.tables, found.scratches = tables, ScratchFactory(tables)


def _renew(connection: RomeConnection, dialect: Any) -> None:
    """Give a connection the tables that are declared now."""
    if _renewed.get(connection) == _version:
        return
    transaction = connection.transaction
    if transaction.dirty:
        raise RuntimeError("the tables changed in a transaction that has written rows")
    transaction.end()
    found = database.find(NAME)
    connection.deserialize(found.scratches.make(dialect, RomeConnection).serialize())
    transaction.tables = found.tables
    _renewed[connection] = _version
