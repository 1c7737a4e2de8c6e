"""The databases of this process: what `configure` was told, by name."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from oslo_db.sqlalchemy import exc_filters
from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Connection, Engine

from rome.profile import validate
from rome.schema.tables import Tables
from rome.session import RomeSession
from rome.storage.store import Store
from rome.transactions.scratch import ScratchFactory

_POOL = {"pool_size": 10, "max_overflow": 50}  # scratch databases; the second number is for bursts


class Database:
    """One logical database: its tables, its store, its profile, and the one engine that its users share."""

    def __init__(
        self, name: str, metadata: Sequence[MetaData], url: str, profile: Mapping[str, str], references: bool
    ) -> None:
        self.name = name
        self.profile = validate(profile)
        self.tables = Tables(metadata, references)
        self.store = Store(url)
        self.scratches = ScratchFactory(self.tables, self.store.next_id)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """One engine per profile: compiled statements are cached in it, refusals and all."""
        with self._lock:
            if self._engine is None:
                # Not oslo.db's create_engine: its listeners ping, and trip over a connection that was lost.
                self._engine = create_engine(f"sqlite+rome:///{self.name}", **_POOL)
                exc_filters.register_engine(self._engine)
            return self._engine

    def take_profile(self, profile: Mapping[str, str]) -> None:
        """Be another ROME from the next session on. Raises ValueError as `validate` does."""
        profile = validate(profile)
        with self._lock:
            self.profile, self._engine = profile, None

    def session(
        self,
        autocommit: bool = False,
        expire_on_commit: bool = False,
        bind: Engine | Connection | None = None,
    ) -> RomeSession:
        """`bind`: a connection that is in use already, for the session to share its transaction.

        `autocommit` is SQLAlchemy 1.4's: from 2.0 on there are no such sessions, and TypeError is raised.
        """
        asked: dict[str, Any] = {"autocommit": True} if autocommit else {}
        return RomeSession(
            bind=bind if bind is not None else self.engine, expire_on_commit=expire_on_commit, **asked
        )


_databases: dict[str, Database] = {}


def configure(
    database: str,
    metadata: Sequence[MetaData],
    url: str,
    profile: Mapping[str, str] = {},
    references: bool = True,
) -> None:
    """Say where the database `database` lives. Nothing is sent to Redis yet.

    `references`: foreign keys are enforced, as MySQL does. A plain SQLite enforces none.

    Again for the same name: later sessions use the new one, engines that were handed out keep the old one.
    Raises ValueError for a URL, a profile or a model that cannot work.
    """
    _databases[database] = Database(database, metadata, url, profile, references)


def create_all(database: str) -> None:
    """Make its namespace an empty database, unless it is one already. Raises Lost where there is no Redis."""
    store = find(database).store
    if not store.is_marked():
        store.mark()


def find(name: str) -> Database:
    """Raises KeyError when the database was not configured."""
    if name not in _databases:
        raise KeyError(f"ROME has no database {name!r}; call rome.configure({name!r}, ...) first")
    return _databases[name]


def get_engine(database: str) -> Engine:
    return find(database).engine


def get_session(database: str, autocommit: bool = True, expire_on_commit: bool = False) -> RomeSession:
    return find(database).session(autocommit, expire_on_commit)
