"""`sqlite+rome:///DATABASE`: SQLAlchemy's SQLite dialect with transactions in Redis.

The dialect's name must begin with `sqlite`, because services and oslo.db choose operators and error filters by it.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from rome import database
from rome.errors import Lost, SchemaChange
from rome.profile import UNPLANNABLE
from rome.schema.tables import autoincrement_column
from rome.statements.compiler import RomeCompiler, RomeDDLCompiler
from rome.statements.plan import Plan, tables_named
from rome.transactions.claim import lock_absence, lock_missing, lock_read, run_writing, settle_series
from rome.transactions.connection import RomeConnection
from rome.transactions.transaction import Transaction

_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")
_DEFINING = ("CREATE", "DROP", "ALTER")
# SAVEPOINT name, ROLLBACK TO SAVEPOINT name, RELEASE SAVEPOINT name
_NESTING = {
    "SAVEPOINT": Transaction.savepoint,
    "ROLLBACK": Transaction.rollback_to,
    "RELEASE": Transaction.release,
}


class RomeExecutionContext(SQLiteExecutionContext):
    """An execution context that gets autoincrement ids from Redis."""

    def get_insert_default(self, column: Any) -> Any:
        """Return a new id for the autoincrement column, and SQLAlchemy's default for other columns."""
        column = getattr(column, "original", column)  # from the 2nd row of a multi-row INSERT on
        auto = autoincrement_column(column.table)
        is_auto = auto is not None and column is auto and auto.server_default is None
        if is_auto and (column.default is None or column.default.is_sequence):
            return self.root_connection.connection.dbapi_connection.next_id(column.table.name)
        return super().get_insert_default(column)


class RomeDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect of ROME. Each connection is a scratch database with its transaction."""

    driver = "rome"
    statement_compiler = RomeCompiler
    ddl_compiler = RomeDDLCompiler
    execution_ctx_cls = RomeExecutionContext
    supports_statement_cache = True
    preexecute_autoincrement_sequences = True  # Redis assigns ids before the INSERT
    postfetch_lastrowid = False
    # SQLAlchemy 2 would use RETURNING, and not read the returned rows before a savepoint ends.
    insert_returning = update_returning = delete_returning = False
    favor_returning_over_lastrowid = False
    use_insertmanyvalues = False
    rome_database: "database.Database"

    @classmethod
    def get_pool_class(cls, url: Any) -> Any:
        return pool.QueuePool  # a scratch database belongs to one thread at a time

    def create_connect_args(self, url: Any) -> list:
        self.rome_database = database.find(url.database)
        return [[], {}]

    @property
    def rome_profile(self) -> Any:
        """The profile of the dialect's database."""
        return self.rome_database.profile

    def connect(self, *args: Any, **kwargs: Any) -> RomeConnection:
        connection = self.rome_database.scratches.make(self, RomeConnection)
        connection.transaction = Transaction(connection, self.rome_database.tables, self.rome_database.store)
        return connection

    def on_connect(self) -> None:
        return None  # the scratch database needs no setup

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        return isinstance(e, Lost)

    # Statements. do_commit() and do_rollback() call the connection's methods.

    def get_table_names(self, connection: Any, *args: Any, **kwargs: Any) -> list[str]:
        """Return the names of the models' tables. SQLAlchemy 1.4 also lists SQLite's internal tables, such as
        the one for AUTOINCREMENT ids."""
        names = super().get_table_names(connection, *args, **kwargs)
        return [name for name in names if not name.startswith("sqlite_")]

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        self._run(cursor, statement, lambda: cursor.execute(statement, parameters), context, parameters)

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        self._run(cursor, statement, lambda: cursor.executemany(statement, parameters), context)

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:
        self._run(cursor, statement, lambda: cursor.execute(statement), context)

    def _run(
        self, cursor: Any, sql: str, execute: Callable[[], Any], context: Any, parameters: Any = ()
    ) -> None:
        first = sql.split(None, 1)[0].upper()
        if first in _DEFINING:
            raise SchemaChange(f"rome: the tables come from the models; refused: {first}")
        if first in ("BEGIN", "PRAGMA"):
            # Reflection can read the scratch database's schema. Settings are ignored: with foreign_keys = ON, SQLite
            # would reject references to rows that are not loaded. ROME enforces references itself.
            if "=" not in sql and first == "PRAGMA":
                execute()
            return
        tx = cursor.connection.transaction
        if first in _NESTING:
            if first == "SAVEPOINT":
                settle_series(tx)
            if self.rome_profile.get("savepoint") != "ignore":
                _NESTING[first](tx, sql.split()[-1])
            return
        tx.begin()
        if not tx.series.continues(sql if _is_flush(context) else None):
            settle_series(tx)
        plan = self._plan(context)
        if first in _WRITING:
            if self.rome_profile.get(first.lower()) == "lose":
                self._lose(tx, plan, sql, execute, context)
                return

            def write(at_hand: bool) -> None:
                run_writing(
                    tx,
                    lambda: self._load(tx, plan, sql, context),
                    execute,
                    at_hand,
                    context.compiled.rome_sets if plan is not None else None,
                )

            write(self._is_loaded(tx, plan, context))
            if first == "UPDATE" and cursor.rowcount == 0 and plan is not None:
                lock_missing(
                    tx, plan.unique_locks(lambda bind: self._values(bind, context)), lambda: write(False)
                )
            return
        if plan is not None and context.compiled.rome_for_update:
            lock_read(tx, lambda: self._load(tx, plan, sql, context), plan.locked)
        else:
            self._load(tx, plan, sql, context, again=True)
        execute()
        if tx.writing and plan is not None and plan.looks_up:
            question = hashlib.sha1(repr((sql, parameters)).encode()).hexdigest()
            lock_absence(tx, question, lambda: self._load(tx, plan, sql, context), execute, cursor.fetchone)
        tx.note_read(plan.tables if plan is not None else self.rome_database.tables)

    def _lose(
        self, tx: Transaction, plan: Plan | None, sql: str, execute: Callable[[], Any], context: Any
    ) -> None:
        """Run the statement so that the caller gets its row count, then undo it."""
        self._load(tx, plan, sql, context)
        tx.scratch.execute("SAVEPOINT rome_lost")
        try:
            execute()
        finally:
            tx.scratch.execute("ROLLBACK TO rome_lost")
            tx.scratch.execute("RELEASE rome_lost")
            tx.scratch.written.clear()

    def _plan(self, context: Any) -> Plan | None:
        compiled = context.compiled if context is not None else None
        # If the profile changes the meaning of criteria or joins, they do not show which rows are needed.
        if not isinstance(compiled, RomeCompiler) or not UNPLANNABLE.isdisjoint(self.rome_profile.values()):
            return None
        plan = getattr(compiled, "rome_plan", None)
        if plan is None:  # if two threads make the plan at once, both plans are equal
            plan = compiled.rome_plan = Plan(
                compiled.statement, compiled.string, compiled.rome_levels, self.rome_database.tables
            )
        return plan

    def _is_loaded(self, tx: Transaction, plan: Plan | None, context: Any) -> bool:
        """Whether this transaction has already loaded all rows that the statement writes."""
        row_ids = plan.row_ids(lambda bind: self._values(bind, context)) if plan is not None else None
        return bool(row_ids) and all(row_id in tx.loaded or row_id in tx.dirty for row_id in row_ids or ())

    def _load(self, tx: Transaction, plan: Plan | None, sql: str, context: Any, again: bool = False) -> None:
        """Load the committed rows that the statement can depend on, in one round trip. A statement without tables
        needs no round trip.

        `again`: also rows that the same lookup found before, even if they are deleted.
        """
        if plan is None:
            names = tables_named(sql, self.rome_database.tables)
            asks = [{"t": name, "any": []} for name in names]
        else:
            names = plan.tables
            asks = plan.asks(
                lambda bind: self._values(bind, context), tx.dirty_values, {table for table, _ in tx.dirty}
            )
        if asks:
            fetched = tx.store.fetch(asks)
            tx.replace(names, tx.with_found(asks, fetched) if again else fetched)

    def _values(self, bind: Any, context: Any) -> list | None:
        """Return the values of a bind parameter in this execution; None if they are unknown.

        The values stored in the parameter itself are not used, because those of a cached statement are out of date.
        """
        name = context.compiled.bind_names.get(bind)
        names = (getattr(context, "_expanded_parameters", None) or {}).get(name, [name])
        process = bind.type._cached_bind_processor(self) or (lambda value: value)
        found = []
        for parameters in context.compiled_parameters:
            for one in names:
                if one not in parameters or isinstance(parameters[one], (list, tuple, set)):
                    return None
                found.append(process(parameters[one]) if parameters[one] is not None else None)
        return found


def _is_flush(context: Any) -> bool:
    """Whether a session's flush executes the statement. It then uses its mapper's cache of compiled statements."""
    return context is not None and "compiled_cache" in context.execution_options


registry.register("sqlite.rome", "rome.dialect", "RomeDialect")
