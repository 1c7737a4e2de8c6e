"""How rows and index values are written in Redis.

{ns}:rome                         the marker: this namespace was filled by a ROME with this LAYOUT
{ns}:row:{table}                  hash   primary key -> "{version} {birth} {row as a JSON object, without NULLs}"
{ns}:idx:{table}:{columns}:{v}    set    primary keys of the rows with that value
{ns}:ord:{table}:{columns}        sorted set, all scores 0: the rows by these values, as `place` spells them
{ns}:unq:{table}:{columns}        hash   value -> primary key
{ns}:seq:{table}                  the last autoincrement id that was given out
{ns}:births                       counter: the order in which rows were first committed
{ns}:lock:{what}                  token of the transaction that writes it; expires unless renewed
{ns}:wait:{token}                 whom that transaction waits for, and the lock; expires unless it asks again
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

# No value that a service stores looks like this; the worst a clash could do is to load a row too many.
NULL = "\x00"
# Goes up when a namespace that was filled before cannot be read any more.
LAYOUT = "2"
_READER = json.JSONDecoder()


class Stored(NamedTuple):
    """A committed row: `version` counts its commits from 1, `birth` orders rows by their first commit."""

    version: int
    birth: int
    row: tuple


def text(value: Any) -> str:
    """A value as part of a key. 1, 1.0, True and '1' are the same text: SQLite may find them equal, too."""
    if value is None:
        return NULL
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    return str(value)


def join(values: Sequence[Any]) -> str:
    """Several values as one part of a key; one value stays as it reads."""
    return text(values[0]) if len(values) == 1 else json.dumps([text(v) for v in values])


def ranked(value: Any) -> str:
    """A value as part of a place: its bytes order as SQLite orders values. NULL, numbers (as doubles), texts."""
    if value is None:
        return "0"
    if isinstance(value, (int, float)):
        (bits,) = struct.unpack(">Q", struct.pack(">d", value + 0.0))  # -0.0 is 0.0
        return f"1{bits ^ (1 << 63) if bits < 1 << 63 else bits ^ (1 << 64) - 1:016x}"
    return "2" + _escaped(str(value)) + "\0"


def place(values: Sequence[Any], pk: str) -> str:
    """Where an ordered index has a row: after those of lower values. Its key comes behind the last NUL."""
    return "".join(map(ranked, values)) + "\0" + _escaped(pk)


def _escaped(part: str) -> str:
    """Without NULs, in the same order."""
    return part.replace("\1", "\1\2").replace("\0", "\1\1")


def encode(columns: Sequence[str], row: Sequence[Any]) -> str:
    """Without its NULLs: most rows are mostly NULL, and a shorter row is sooner read."""
    return json.dumps({c: v for c, v in zip(columns, row) if v is not None}, separators=(",", ":"))


def decode(columns: Sequence[str], raw: str) -> Stored:
    """A row as stored -> its version, birth, and values in the order of `columns` (what it lacks is None)."""
    version, birth, document = raw.split(" ", 2)
    values, _ = _READER.raw_decode(document)  # json.loads would look for white space around it, too
    return Stored(int(version), int(birth), tuple(map(values.get, columns)))
