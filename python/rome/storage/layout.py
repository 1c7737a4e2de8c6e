"""The format of rows and index entries in Redis.

{ns}:rome                         the marker: a ROME with this LAYOUT filled the namespace
{ns}:row:{table}                  hash   primary key -> "{version} {birth} {row as a JSON object, without NULLs}"
{ns}:idx:{table}:{columns}:{v}    set    primary keys of the rows with that value
{ns}:ord:{table}:{columns}        sorted set, all scores 0: the rows in the order of these values; see `place`
{ns}:unq:{table}:{columns}        hash   value -> primary key
{ns}:seq:{table}                  the last assigned autoincrement id
{ns}:births                       counter: the order in which rows were first committed
{ns}:lock:{what}                  token of the transaction that holds the lock; expires unless renewed
{ns}:wait:{token}                 the transaction that this one waits for, and the lock; expires unless renewed
{ns}:changes                      list: what commits changed while rows are read in slices; see slices.py; expires soon
{ns}:done:{token}                 with replicas: the transaction committed; expires soon

In a Redis Cluster, {ns} is the namespace in braces, so that all its keys are in one slot.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

NULL = "\x00"  # not the key text of any value
# Increase this when ROME can no longer read namespaces in the previous format.
LAYOUT = "3"
_READER = json.JSONDecoder()


class Stored(NamedTuple):
    """A committed row. `version` counts its commits from 1. `birth` orders rows by their first commit."""

    version: int
    birth: int
    row: tuple


def text(value: Any) -> str:
    """Return a value as part of a key. 1, 1.0, True and '1' have the same text, because SQLite can find them equal."""
    if value is None:
        return NULL
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    found = str(value)
    return NULL + found if found.startswith(NULL) else found


def join(values: Sequence[Any]) -> str:
    """Return values as one part of a key: the text of a single value, or a JSON array of texts."""
    return text(values[0]) if len(values) == 1 else json.dumps([text(v) for v in values])


def ranked(value: Any) -> str:
    """Return a value as part of a place. The bytes sort as SQLite sorts values: NULL, numbers (as doubles), text."""
    if value is None:
        return "0"
    if isinstance(value, (int, float)):
        (bits,) = struct.unpack(">Q", struct.pack(">d", value + 0.0))  # turns -0.0 into 0.0
        return f"1{bits ^ (1 << 63) if bits < 1 << 63 else bits ^ (1 << 64) - 1:016x}"
    return "2" + _escaped(str(value)) + "\0"


def place(values: Sequence[Any], pk: str) -> str:
    """Return a row's entry in an ordered index, which sorts after those of lower values.

    `pk`, the row's primary key, follows the last NUL.
    """
    return "".join(map(ranked, values)) + "\0" + _escaped(pk)


def _escaped(part: str) -> str:
    """Return the text without NULs. Escaped texts sort as the original ones."""
    return part.replace("\1", "\1\2").replace("\0", "\1\1")


def encode(columns: Sequence[str], row: Sequence[Any]) -> str:
    """Return a row as a JSON object without NULLs. Most values are NULL, and a shorter row is faster to read."""
    return json.dumps({c: v for c, v in zip(columns, row) if v is not None}, separators=(",", ":"))


def decode(columns: Sequence[str], raw: str) -> Stored:
    """Parse a stored row. Columns that it lacks are None. Raises ValueError for malformed data."""
    version, birth, document = raw.split(" ", 2)
    values, _ = _READER.raw_decode(document)  # json.loads would also skip white space around it
    return Stored(int(version), int(birth), tuple(map(values.get, columns)))


def column_of(column: str, raw: str) -> Any:
    """Return the value of one column of a stored row."""
    values, _ = _READER.raw_decode(raw, raw.index("{"))
    return values.get(column)
