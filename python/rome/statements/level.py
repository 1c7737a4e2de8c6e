"""The SELECTs, UPDATEs and DELETEs that a statement is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Level:
    """One of them: its FROM elements and WHERE criteria.

    `select`: a SELECT as it is rendered; None where a profile has clauses mean something else. `inner`: the SELECTs
    below it, in the order of the text.
    """

    froms: Sequence[Any]
    where: Sequence[Any]
    select: Any = None
    inner: list["Level"] = field(default_factory=list)
