"""Values in events of a managed deployment. They are JSON, limited in size, and secrets are replaced by digests."""

import datetime
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

MAX_ROWS = 20
MAX_COLUMNS = 60
MAX_SETS = 5
MAX_LENGTH = 160
MAX_ITEMS = 50
# Names of columns and parameters with secret values. Secrets are compared by digest.
_SECRET = re.compile(
    r"pass(word|wd|phrase)?(_\d+)?$|secret|token(_\d+)?$|private_?key|credential|key_?data|encrypt",
    re.IGNORECASE,
)

Process = Callable[[Any], Any]


def is_secret(name: str) -> bool:
    """Whether values of a column or parameter are secret. SQLAlchemy numbers parameters: `password_1`."""
    return _SECRET.search(name) is not None


def shown(value: Any, name: str = "") -> Any:
    """Return a JSON value whose original type is recognisable. Long text is cut, with its length and digest appended.

    name: name of the column or parameter. It decides whether the value is secret.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"bytes {len(value)} {zlib.crc32(value)}"
    if not isinstance(value, str):
        value = f"{type(value).__name__} {value!r}"
    if is_secret(name):
        return f"hidden {len(value)} {zlib.crc32(value.encode('utf-8', 'replace'))}"
    if len(value) <= MAX_LENGTH:
        return value
    return f"{value[:MAX_LENGTH]}… {len(value)} {zlib.crc32(value.encode('utf-8', 'replace'))}"


def _shown_parameter(value: Any, name: str) -> Any:
    """Return `shown`, and for the values of an IN (at most MAX_ITEMS plain ones) a list of them."""
    if type(value) in (list, tuple) and len(value) <= MAX_ITEMS and all(map(_is_plain, value)):
        return [shown(item, name) for item in value]
    return shown(value, name)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str, bytes, datetime.datetime))


def shown_row(row: Sequence[Any], columns: Sequence[tuple[str, Process | None]]) -> list[Any]:
    """Return a driver's row as the service receives it. `columns`: name and converter (None if unneeded) of each."""
    return [
        shown(process(value) if process is not None else value, name)
        for value, (name, process) in zip(row, columns)
    ]


def shown_parameters(sets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the first MAX_SETS parameter sets of an execution, each by name."""
    return [
        {name: _shown_parameter(value, name) for name, value in list(one.items())[:MAX_COLUMNS]}
        for one in list(sets)[:MAX_SETS]
    ]


def shape(value: Any) -> Any:
    """Return a summary of a result: a plain value, a list's length and element type, or a type's name."""
    if value is None or isinstance(value, (bool, int, float, str, datetime.datetime)):
        return shown(value)
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        inner = f" of {type(value[0]).__name__}" if value else ""
        return f"{len(value)}{inner}"
    if isinstance(value, dict):
        return "dict"
    return type(value).__name__
