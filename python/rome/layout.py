"""How rows and index values are written in Redis.

{ns}:rome                         the marker: this namespace was filled by ROME
{ns}:row:{table}                  hash   primary key -> "{version} {birth} {row as a JSON object, without NULLs}"
{ns}:idx:{table}:{columns}:{v}    set    primary keys of the rows with that value
{ns}:unq:{table}:{columns}        hash   value -> primary key
{ns}:seq:{table}                  the last autoincrement id that was given out
{ns}:births                       counter: the order in which rows were first committed
{ns}:lock:{what}                  token of the transaction that writes it; expires
{ns}:waits                        hash   token -> token it waits for
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

# No value that a service stores looks like this; the worst a clash could do is to load a row too many.
NULL = "\x00"
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


def encode(columns: Sequence[str], row: Sequence[Any]) -> str:
    """Without its NULLs: most rows are mostly NULL, and a shorter row is sooner read."""
    return json.dumps({c: v for c, v in zip(columns, row) if v is not None}, separators=(",", ":"))


def decode(columns: Sequence[str], raw: str) -> Stored:
    """A row as stored -> its version, birth, and values in the order of `columns` (what it lacks is None)."""
    version, birth, document = raw.split(" ", 2)
    values, _ = _READER.raw_decode(document)  # json.loads would look for white space around it, too
    return Stored(int(version), int(birth), tuple(map(values.get, columns)))
