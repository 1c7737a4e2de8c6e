"""oslo.db's enginefacade over ROME.

A module needs only `from rome import enginefacade` in place of the import of oslo.db's. Readers and writers,
independent transactions, savepoints and one context manager per URL work unchanged. A URL is `sqlite+rome:///NAME`,
where NAME is a database configured with `rome.configure`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from oslo_db import exception
from oslo_db.sqlalchemy import enginefacade as oslo
from sqlalchemy.engine import Connection, Engine, make_url

from rome.database import Database, find
from rome.session import RomeSession


def transaction_context() -> oslo._TransactionContextManager:
    """Return a context manager like oslo.db's. Set its URL with `configure(connection=...)`.

    `configure` accepts oslo.db's options; options for server connections have no effect. The first use of the
    context manager raises KeyError if its database was not configured.
    """
    manager = oslo._TransactionContextManager()
    manager._root_factory = _Factory()
    return manager


class _Factory(oslo._TransactionFactory):
    """Keeps the database where oslo.db keeps an engine, because a database's engine changes with its profile."""

    _writer_engine: Database
    _reader_engine: Database

    def _setup_for_connection(
        self, sql_connection: str | None, engine_kwargs: Mapping[str, Any], maker_kwargs: Mapping[str, Any]
    ) -> tuple[Database, Callable[..., RomeSession]]:
        if sql_connection is None:
            raise exception.CantStartEngineError("No sql_connection parameter is established")
        database = find(make_url(sql_connection).database)
        for hook in self._facade_cfg["on_engine_create"]:
            hook(database.engine)
        return database, lambda **given: database.session(**{**maker_kwargs, **given})

    def get_writer_engine(self) -> Engine:
        return super().get_writer_engine().engine

    def get_reader_engine(self) -> Engine:
        return super().get_reader_engine().engine

    def _create_session(self, mode: Any, bind: Connection | None = None) -> RomeSession:
        session = super()._create_session(mode, bind)
        session.writing = mode is oslo._WRITER
        return session

    def _create_connection(self, mode: Any) -> Connection:
        """Return a connection from the database's pool."""
        engine = self.get_writer_engine() if mode is oslo._WRITER else self.get_reader_engine()
        return engine.connect()

    def dispose_pool(self) -> None:
        if self.is_started:
            self.get_writer_engine().pool.dispose()
            self.get_reader_engine().pool.dispose()
