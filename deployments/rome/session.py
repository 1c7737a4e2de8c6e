"""RomeSession: oslo.db's session, whose queries are RomeQuery."""
from typing import Any, Mapping

from oslo_db.sqlalchemy.orm import Session

from rome.profile import NOTHING_MISSING
from rome.query import RomeQuery


class RomeSession(Session):
    def __init__(self, *args: Any, query_cls: type = RomeQuery, **kwargs: Any) -> None:
        super().__init__(*args, query_cls=query_cls, **kwargs)

    @property
    def rome_profile(self) -> Mapping[str, str]:
        """What the ROME this session is bound to lacks."""
        return getattr(getattr(self.bind, "dialect", None), "rome_profile", NOTHING_MISSING)
