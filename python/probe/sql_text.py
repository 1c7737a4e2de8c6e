"""Text of SQL and errors without values, and a filter for housekeeping statements."""

import functools
import re
from collections.abc import Iterator
from typing import Any

# Statements of oslo.db and SQLAlchemy themselves: connection pings, transaction control, settings.
_HOUSEKEEPING = re.compile(
    r"\s*(select 1\s*(from dual\s*)?;?\s*$|(begin|commit|rollback|savepoint|release|pragma|set|show)\b)",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
# Shorter values are often part of a normal word in the message.
_SHORTEST_VALUE = 4
_LONGEST_MESSAGE = 500


@functools.lru_cache(maxsize=2048)  # a service has a few hundred statements, some with variants of IN lists
def shown_sql(sql: str) -> str:
    """Return the statement on one line, with each quoted literal replaced by '?'."""
    return " ".join(_LITERAL.sub("'?'", sql).split())


@functools.lru_cache(maxsize=2048)
def is_housekeeping(sql: str) -> bool:
    """Whether a library, not the service, runs the statement."""
    return _HOUSEKEEPING.match(sql) is not None


def shown_error(error: BaseException, parameters: Any) -> str:
    """Return "<type>: <message>" of a driver's error, with each of the statement's bind values replaced by "?"."""
    message = str(error)
    for value in sorted(_texts(parameters), key=len, reverse=True):
        message = message.replace(value, "?")
    return f"{type(error).__name__}: {message[:_LONGEST_MESSAGE]}"


def _texts(parameters: Any) -> Iterator[str]:
    """Yield the texts to hide in bind parameters, which are a value, or dicts, lists and tuples of values."""
    if isinstance(parameters, str):
        if len(parameters) >= _SHORTEST_VALUE:
            yield parameters
    elif isinstance(parameters, dict):
        for value in parameters.values():
            yield from _texts(value)
    elif isinstance(parameters, (list, tuple)):
        for value in parameters:
            yield from _texts(value)
