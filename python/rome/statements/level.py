"""The SELECTs, UPDATEs and DELETEs in a statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Level:
    """One SELECT, UPDATE or DELETE.

    `froms`: its FROM elements. `where`: its WHERE criteria. `select`: the SELECT as rendered; None with a profile,
    which can change the meaning of clauses. `inner`: the SELECTs directly below it, in the order of the SQL text.
    """

    froms: Sequence[Any]
    where: Sequence[Any]
    select: Any = None
    inner: list["Level"] = field(default_factory=list)
