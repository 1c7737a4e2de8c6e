"""Two databases with the same rows, and the differences between results of the same statements."""

import datetime
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import sqlalchemy as sa
from glance.common import timeutils as glance_timeutils
from oslo_db.sqlalchemy import exc_filters
from oslo_utils import timeutils
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

import rome
from fuzz.statements import Statements
from rome import database
from rome.models import MODELS
from rome.transactions.scratch import MIXED_IN

_TABLES = 4
_ROWS = 10
_STATEMENTS = 250  # in one world, before other tables are chosen
_NOW = datetime.datetime(2026, 1, 1)
_CHUNK = 6  # statements per transaction


class Difference(NamedTuple):
    seed: int
    sql: str
    parameters: Any
    sqlite: Any
    rome: Any


def differences(seed: int, statements: int, url: str) -> Iterator[Difference]:
    """Run about `statements` random statements, in one world after another. Yield the differences.

    `url`: the Redis and the namespace, which is emptied.
    """
    for number in itertools.count():
        if number * _STATEMENTS >= statements:
            return
        yield from World(seed * 1_000_000 + number, url).run()


class World:
    def __init__(self, seed: int, url: str) -> None:
        self.seed = seed
        self._choose = random.Random(seed)
        service = self._choose.choice(sorted(MODELS))
        metadata, every = sa.MetaData(), [table for one in MODELS[service]() for table in one.sorted_tables]
        self._tables = [table.to_metadata(metadata) for table in _with_parents(self._choose, every)]
        self._sqlite = sa.create_engine("sqlite://", poolclass=StaticPool)
        _stop_clocks()
        sa.event.listen(self._sqlite, "connect", _prepare)
        exc_filters.register_engine(self._sqlite)
        with self._sqlite.begin() as connection:
            for table in self._tables:
                definition = CreateTable(table)
                # As in the services' migrations, and so in ROME. Models with SQLAlchemy 2 have them last.
                definition.columns.sort(key=lambda each: each.element.name not in MIXED_IN)
                connection.execute(definition)
                # Rows without ORDER BY come from the index that SQLite prefers, which depends on the order of creation.
                for index in sorted(table.indexes, key=lambda index: str(index.name)):
                    connection.execute(CreateIndex(index))
        rome.configure("fuzz", [metadata], url)
        store = database.find("fuzz").store
        store.wipe()
        store.mark()
        self._engines = (self._sqlite, rome.get_engine("fuzz"))
        self._statements = Statements(seed, self._tables)

    def run(self) -> Iterator[Difference]:
        fill = [
            sa.insert(table).values(self._statements.row(table))
            for table in self._tables
            for _ in range(_ROWS)
        ]
        fresh = (self._statements.any() for _ in range(_STATEMENTS - len(fill)))
        try:
            for chunk in _chunks(itertools.chain(fill, fresh), _CHUNK):
                yield from self._transaction(chunk, self._choose.random() < 0.8)
        finally:
            _start_clocks()
            for engine in self._engines:
                engine.dispose()

    def _transaction(self, chunk: Sequence[Any], commit: bool) -> Iterator[Difference]:
        with ExitStack() as stack:
            both = [stack.enter_context(engine.connect()) for engine in self._engines]
            transactions = [connection.begin() for connection in both]
            for statement in chunk:
                expected, seen = (_answer(connection, statement) for connection in both)
                if repr(expected) != repr(seen) and not _break_constraints(statement, expected, seen):
                    compiled = statement.compile(dialect=self._sqlite.dialect)
                    yield Difference(self.seed, str(compiled), compiled.params, expected, seen)
            ended = [_end(transaction, commit) for transaction in transactions]
            if ended[0] != ended[1]:
                yield Difference(self.seed, "COMMIT", None, *ended)


def _stop_clocks() -> None:
    """Give both databases the same time for each statement."""
    timeutils.set_time_override(_NOW)
    if hasattr(glance_timeutils, "utcnow"):  # the clock of older releases
        glance_timeutils.utcnow.override_time = _NOW


def _start_clocks() -> None:
    timeutils.clear_time_override()
    if hasattr(glance_timeutils, "utcnow"):
        glance_timeutils.utcnow.override_time = None


def _with_parents(choose: random.Random, tables: Sequence[sa.Table]) -> list[sa.Table]:
    """Return a few tables and all tables that they refer to, parents first."""
    wanted: set[sa.Table] = set()
    queue = choose.sample(list(tables), _TABLES)
    while queue:
        table = queue.pop()
        if table not in wanted:
            wanted.add(table)
            queue += [key.column.table for key in table.foreign_keys]
    return [table for table in tables if table in wanted]


def _prepare(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _answer(connection: Any, statement: Any) -> Any:
    try:
        result = connection.execute(statement)
        return [tuple(row) for row in result] if result.returns_rows else result.rowcount
    except Exception as error:
        return _message(error)


def _end(transaction: Any, commit: bool) -> str:
    try:
        (transaction.commit if commit else transaction.rollback)()
        return "done"
    except Exception as error:
        return _message(error)


def _break_constraints(statement: Any, *answers: Any) -> bool:
    """Whether an UPDATE failed with two errors of constraints. If rows break several, either can be named."""
    return isinstance(statement, sa.sql.Update) and all("constraint failed" in str(each) for each in answers)


def _message(error: BaseException) -> str:
    """Return the error without the statement, which SQLAlchemy adds, and without the driver's exception class."""
    text = re.sub(r"\([\w.]+\) ", "", f"{type(error).__name__}: {error}".splitlines()[0])
    # If two keys are duplicates, the message names the one whose row is loaded.
    return re.sub(r"(UNIQUE constraint failed: \w+).*", r"\1", text)


def _chunks(statements: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(itertools.islice(statements, size)):
        yield chunk
