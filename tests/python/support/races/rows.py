"""Reads rows of a table as the state of a race."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine


def reader(engine: Callable[[], Engine]) -> Callable[..., list]:
    """Return a function rows(model, "column, column", column=value...).

    It returns the values of the named columns in all rows with the given values.
    """

    def rows(model: Any, names: str, **values: Any) -> list:
        columns = [getattr(model, name) for name in names.split(", ")]
        query = sa.select(*columns).where(*(getattr(model, name) == value for name, value in values.items()))
        with engine().connect() as connection:
            return [list(row) for row in connection.execute(query)]

    return rows
