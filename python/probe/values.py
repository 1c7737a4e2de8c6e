"""Values that the probe may record on a managed deployment: bounded, JSON-safe, secrets only as
digests."""

import datetime
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

MAX_ROWS = 20
MAX_COLUMNS = 60
MAX_SETS = 5
MAX_LENGTH = 160
# Names of columns and parameters with secret values, which are compared by digest.
_SECRET = re.compile(
    r"pass(word|wd|phrase)?$|secret|token$|private_?key|credential|key_?data|encrypt", re.IGNORECASE
)

Process = Callable[[Any], Any]


def shown(value: Any, name: str = "") -> Any:
    """A value in JSON with its type still recognisable. A long text is cut, with its length and
    digest appended.

    name: of the column or parameter, which decides whether the value is secret.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"bytes {len(value)} {zlib.crc32(value)}"
    if not isinstance(value, str):
        value = f"{type(value).__name__} {value!r}"
    if _SECRET.search(name):
        return f"hidden {len(value)} {zlib.crc32(value.encode('utf-8', 'replace'))}"
    if len(value) <= MAX_LENGTH:
        return value
    return f"{value[:MAX_LENGTH]}… {len(value)} {zlib.crc32(value.encode('utf-8', 'replace'))}"


def shown_row(row: Sequence[Any], columns: Sequence[tuple[str, Process | None]]) -> list[Any]:
    """A driver's row as the service receives it. `columns`: name of each, and its type's
    converter."""
    return [
        shown(process(value) if process is not None else value, name)
        for value, (name, process) in zip(row, columns)
    ]


def shown_parameters(sets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first parameter sets of an execution, by name."""
    return [
        {name: shown(value, name) for name, value in list(one.items())[:MAX_COLUMNS]}
        for one in list(sets)[:MAX_SETS]
    ]


def shape(value: Any) -> Any:
    """Summary of a result: a plain value, a list's length, or a type's name."""
    if value is None or isinstance(value, (bool, int, float, str, datetime.datetime)):
        return shown(value)
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        inner = f" of {type(value[0]).__name__}" if value else ""
        return f"{len(value)}{inner}"
    if isinstance(value, dict):
        return "dict"
    return type(value).__name__
