"""RomeSession: oslo.db's session, whose queries are RomeQuery."""
from typing import Any, Mapping

from oslo_db.sqlalchemy.orm import Session
from sqlalchemy import event
from sqlalchemy.engine import Connection

from rome.profile import NOTHING_MISSING
from rome.query import RomeQuery


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
