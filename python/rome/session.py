"""RomeSession: oslo.db's session, whose queries are RomeQuery."""

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
    """`writing`: begun in order to write. What such a session looks for and does not find, nobody else makes
    meanwhile."""

    writing = False

    def __init__(self, *args: Any, query_cls: type = RomeQuery, **kwargs: Any) -> None:
        super().__init__(*args, query_cls=query_cls, **kwargs)

    @property
    def rome_profile(self) -> Mapping[str, str]:
        """What the ROME this session is bound to lacks."""
        return getattr(getattr(self.bind, "dialect", None), "rome_profile", NOTHING_MISSING)


@event.listens_for(RomeSession, "after_begin")
def _tell_transaction(session: RomeSession, _transaction: Any, connection: Connection) -> None:
    connection.connection.dbapi_connection.transaction.writing = session.writing


@event.listens_for(RomeSession, "before_flush")
def _number(session: RomeSession, _context: Any, _objects: Any) -> None:
    """Give all new rows their ids at once: then each table's rows are one statement, too.

    Not for a ROME that lacks something: what it does wrong is found by holding its statements against SQL's, one by
    one.
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
        return  # the statement itself asks for its id
    transaction = session.connection().connection.dbapi_connection.transaction
    try:
        ids = transaction.next_ids({table: len(rows) for table, rows in unnumbered.items()})
    except Lost:
        return  # the flush's first statement will meet it, where it is told as every other
    for table, rows in unnumbered.items():
        for (state, key), one in zip(rows, ids[table]):
            setattr(state.obj(), key, one)
