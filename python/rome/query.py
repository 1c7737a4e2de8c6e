"""RomeQuery: oslo.db's query. A method that the service calls behaves as the profile says."""

import functools
import itertools
import sys
from collections.abc import Callable
from typing import Any

from oslo_db.sqlalchemy.orm import Query
from oslo_utils import timeutils
from sqlalchemy import Boolean, inspect

from constructs import QUERY, service_caller
from rome.errors import refuse
from rome.profile import NOTHING_MISSING, query_methods


class RomeQuery(Query):
    """The query class of RomeSession."""


def _profiled(name: str) -> Callable:
    construct = QUERY + name

    @functools.wraps(getattr(Query, name))
    def profiled(self: RomeQuery, *args: Any, **kwargs: Any) -> Any:
        method = getattr(super(RomeQuery, self), name)  # looked up at each call, because it may be patched
        way = getattr(self.session, "rome_profile", NOTHING_MISSING).get(construct)
        caller = service_caller(sys._getframe(1)) if way is not None else None
        if caller is None:
            return method(*args, **kwargs)
        if way == "refuse":
            code = caller.f_code
            refuse(construct, f"called by {code.co_name} in {code.co_filename}:{caller.f_lineno}")
        if way == "ignore":
            return self
        if way == "soft":
            return _soft_delete(self)
        result = method(*args, **kwargs)
        if way == "truncate":
            return type(result)(result[:1]) if isinstance(result, list) else itertools.islice(result, 1)
        return 0 if way == "zero" else None

    return profiled


def _soft_delete(query: RomeQuery) -> int:
    """Mark the query's rows as deleted, if their table has columns for that. Return the number of rows."""
    mapper = inspect(query.column_descriptions[0]["entity"]).mapper
    values: dict[str, Any] = {}
    if "deleted" in mapper.columns:
        # OpenStack has two conventions: a flag, or the row's own id, so that unique constraints can include it.
        flag = isinstance(mapper.columns["deleted"].type, Boolean)
        values["deleted"] = True if flag else mapper.primary_key[0]
    if "deleted_at" in mapper.columns:
        values["deleted_at"] = timeutils.utcnow()
    if not values:
        return Query.count(query)
    return Query.update(query, values, synchronize_session=False)


for _name in query_methods():
    setattr(RomeQuery, _name, _profiled(_name))
