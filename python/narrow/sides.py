"""The two databases on which a statement is tried: SQLite in memory, and ROME in a scratch namespace."""

import re
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import sqlalchemy as sa
from oslo_db.sqlalchemy import exc_filters
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.dml import UpdateBase

import rome
from rome import database
from rome.storage.address import inside

Rows = Mapping[sa.Table, Sequence[Mapping[str, Any]]]
_DATABASE = "narrow"


class Outcome(NamedTuple):
    """What a statement did: rows read, or rows changed and the table's content afterwards, or an exception."""

    rows: list[tuple[Any, ...]]
    changed: int | None = None
    error: str | None = None
    message: str = ""


class Side:
    """A database. `engine` must be set."""

    engine: sa.engine.Engine
    _rows: Rows

    def load(self, rows: Rows) -> None:
        """Replace all rows."""
        self._rows = rows
        self._empty()
        with self.engine.begin() as connection:
            for table, some in rows.items():
                if some:
                    connection.execute(sa.insert(table), [dict(row) for row in some])

    def run(self, statement: Any) -> Outcome:
        """Run a statement and undo its changes."""
        try:
            with self.engine.connect() as connection:
                transaction = connection.begin()
                try:
                    result = connection.execute(statement)
                    if not isinstance(statement, UpdateBase):
                        return Outcome([tuple(row) for row in result])
                    count = result.rowcount
                    content = connection.execute(sa.select(statement.table))
                    return Outcome([tuple(row) for row in content], count)
                finally:
                    transaction.rollback()
        except Exception as error:  # any exception of a database is a result
            message = re.sub(r"\([\w.]+\) ", "", (str(error).splitlines() or [""])[0])
            return Outcome([], error=type(error).__name__, message=message)
        finally:
            if isinstance(statement, UpdateBase):
                self._undo()

    def _empty(self) -> None:
        raise NotImplementedError

    def _undo(self) -> None:
        """Restore the rows, if a rollback may not have done it."""


class Sqlite(Side):
    """SQLite with the tables of the models."""

    def __init__(self, tables: Sequence[sa.Table]) -> None:
        self.engine = sa.create_engine("sqlite://", poolclass=StaticPool)
        sa.event.listen(self.engine, "connect", _prepare)
        exc_filters.register_engine(self.engine)
        for table in tables:
            table.create(self.engine)
        self._tables = tables

    def _empty(self) -> None:
        with self.engine.begin() as connection:
            for table in self._tables:
                connection.execute(sa.delete(table))


class Rome(Side):
    """ROME in a namespace of its own. Close it to remove the namespace."""

    def __init__(self, metadata: Sequence[sa.MetaData], url: str, profile: Mapping[str, str]) -> None:
        scratch = inside(url, f"narrow-{uuid.uuid4().hex[:8]}")
        rome.configure(_DATABASE, metadata, scratch, profile, references=False)
        self._store = database.find(_DATABASE).store
        self.engine = rome.get_engine(_DATABASE)

    def close(self) -> None:
        """Remove the namespace."""
        self.engine.dispose()
        self._store.wipe()

    def _empty(self) -> None:
        self._store.wipe()
        rome.create_all(_DATABASE)

    def _undo(self) -> None:
        self.load(self._rows)


def _prepare(connection: Any, _record: Any) -> None:
    """Add REGEXP, as oslo.db does."""
    connection.create_function(
        "regexp", 2, lambda pattern, value: re.search(str(pattern), str(value)) is not None
    )


def read_rows(path: str, tables: Sequence[sa.Table], most: int) -> tuple[Rows, bool]:
    """Return the newest rows of each table, at most `most`, and whether these are all. Reads at one instant.

    Raises OperationalError if the file cannot be read.
    """
    engine = sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", isolation_level="AUTOCOMMIT")
    with closing(engine.raw_connection()), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        rows = {}
        for table in tables:
            newest = sa.select(table).order_by(sa.text("rowid DESC")).limit(most + 1)
            rows[table] = [dict(row._mapping) for row in connection.execute(newest)]
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
    complete = all(len(some) <= most for some in rows.values())
    return {table: [*reversed(some[:most])] for table, some in rows.items()}, complete
