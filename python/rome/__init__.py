"""ROME, the Relational Object Mapping Extension: the SQLAlchemy interface over Redis. See docs/rome.md."""

from rome import dialect as _dialect  # noqa: F401  (registers `sqlite+rome:`)
from rome.database import configure, create_all, get_engine, get_session
from rome.errors import MissingQuery, on_refusal
from rome.query import RomeQuery
from rome.session import RomeSession
from rome.storage.store import on_round_trip

__all__ = [
    "MissingQuery",
    "RomeQuery",
    "RomeSession",
    "configure",
    "create_all",
    "get_engine",
    "get_session",
    "on_refusal",
    "on_round_trip",
]
