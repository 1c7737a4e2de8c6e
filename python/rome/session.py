"""RomeSession: oslo.db's session with RomeQuery as its query class."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from oslo_db.sqlalchemy.orm import Session
from sqlalchemy import event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstanceState

from rome.errors import Lost
from rome.profile import NOTHING_MISSING
from rome.query import RomeQuery
from rome.schema.tables import autoincrement_column


class RomeSession(Session):
    """A session on ROME.

    `writing`: whether the session was begun for writing. If such a session looks up a row and does not find it, no
    other writer that looks it up can insert it before the transaction ends.
    """

    writing = False

    def __init__(self, *args: Any, query_cls: type = RomeQuery, **kwargs: Any) -> None:
        super().__init__(*args, query_cls=query_cls, **kwargs)

    @property
    def rome_profile(self) -> Mapping[str, str]:
        """The profile of the database that the session is bound to."""
        return getattr(getattr(self.bind, "dialect", None), "rome_profile", NOTHING_MISSING)


@event.listens_for(RomeSession, "after_begin")
def _mark_transaction(session: RomeSession, _transaction: Any, connection: Connection) -> None:
    connection.connection.dbapi_connection.transaction.writing = session.writing


@event.listens_for(RomeSession, "before_flush")
def _assign_ids(session: RomeSession, _context: Any, _objects: Any) -> None:
    """Assign the ids of all new rows in one round trip, so that each table's rows are one statement.

    This is skipped with a profile: its failures are found by a comparison of each statement with that on SQL.
    """
    if session.rome_profile:
        return
    unnumbered: dict[str, list[tuple[InstanceState, str]]] = defaultdict(list)
    for state in sorted((inspect(row) for row in session.new), key=lambda state: state.insert_order):
        table = state.mapper.local_table
        column = autoincrement_column(table)
        if column is not None:
            key = state.mapper.get_property_by_column(column).key
            if state.dict.get(key) is None:
                unnumbered[table.name].append((state, key))
    if sum(map(len, unnumbered.values())) < 2:
        return  # the INSERT requests its own id
    transaction = session.connection().connection.dbapi_connection.transaction
    try:
        ids = transaction.ids.next({table: len(rows) for table, rows in unnumbered.items()})
    except Lost:
        return  # the first statement of the flush raises it, where SQLAlchemy handles it as usual
    for table, rows in unnumbered.items():
        for (state, key), one in zip(rows, ids[table]):
            setattr(state.obj(), key, one)
