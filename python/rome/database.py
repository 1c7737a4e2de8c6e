"""The configured databases of this process, by name."""

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

_POOL = {"pool_size": 10, "max_overflow": 50}  # scratch databases; max_overflow allows for bursts


class Database:
    """One logical database: its tables, its store, its profile, and the engine that all its users share."""

    def __init__(
        self, name: str, metadata: Sequence[MetaData], url: str, profile: Mapping[str, str], references: bool
    ) -> None:
        self.name = name
        self.profile = validate(profile)
        self.tables = Tables(metadata, references)
        self.store = Store(url)
        self.scratches = ScratchFactory(self.tables)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine for the current profile. A new profile needs a new engine, because an engine caches compiled
        statements, including refusals."""
        with self._lock:
            if self._engine is None:
                # Not oslo.db's create_engine: its listeners send pings, and they fail on a lost connection.
                self._engine = create_engine(f"sqlite+rome:///{self.name}", **_POOL)
                exc_filters.register_engine(self._engine)
            return self._engine

    def take_profile(self, profile: Mapping[str, str]) -> None:
        """Use `profile` from the next session on. Raises ValueError for an invalid profile, as `validate` does."""
        profile = validate(profile)
        with self._lock:
            self.profile, self._engine = profile, None

    def session(
        self,
        autocommit: bool = False,
        expire_on_commit: bool = False,
        bind: Engine | Connection | None = None,
    ) -> RomeSession:
        """Return a new session.

        `bind`: a connection in use, whose transaction the session shares. `autocommit` works only with
        SQLAlchemy 1.4; from 2.0 on it raises TypeError.
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
    """Set the location of the database named `database`. This sends nothing to Redis.

    `url`: the Redis server and the namespace. `profile`: the constructs that this ROME lacks.
    `references`: whether foreign keys are enforced. MySQL enforces them, SQLite does not by default.

    After a second call with the same name, later sessions use the new database. Existing engines keep the old one.
    Raises ValueError for an invalid URL or profile, or for an unsupported model.
    """
    _databases[database] = Database(database, metadata, url, profile, references)


def create_all(database: str) -> None:
    """Create the database in its namespace, without rows. An existing database is unchanged.

    Raises KeyError if the database was not configured, and Lost if Redis cannot be reached.
    """
    store = find(database).store
    if not store.is_marked():
        store.mark()


def find(name: str) -> Database:
    """Return a configured database. Raises KeyError if the name is unknown."""
    if name not in _databases:
        raise KeyError(f"ROME has no database {name!r}; call rome.configure({name!r}, ...) first")
    return _databases[name]


def get_engine(database: str) -> Engine:
    """Return the engine of a configured database. Raises KeyError if the name is unknown."""
    return find(database).engine


def get_session(database: str, autocommit: bool = True, expire_on_commit: bool = False) -> RomeSession:
    """Return a new session on a configured database. Raises KeyError if the name is unknown.

    With SQLAlchemy 2.0 or later, `autocommit` must be False; otherwise TypeError is raised.
    """
    return find(database).session(autocommit, expire_on_commit)
