"""Equal INSERTs in a row, which a transaction claims in blocks.

Glance saves the properties of an image one by one. A claim for each would be a round trip for each. From the fifth equal
INSERT on, claims wait until there are 32 of them, or until any other statement or the commit. So an error can be raised up
to 31 equal INSERTs late. This is only done for flushes of a session outside of savepoints: after an error, such a session
cannot continue its transaction anyway.
"""

_SINGLE = 4
_BLOCK = 32


class Series:
    """How often a transaction's last statement ran in a row, and which of its claims wait."""

    def __init__(self) -> None:
        self._statement: str | None = None
        self._length = 0
        self._locks: set[str] = set()
        self._uniques: list[list] = []
        self._parents: list[list] = []

    def continues(self, statement: str | None) -> bool:
        """Record the next statement, None if it is not part of a flush. Return whether waiting claims can wait for it."""
        self._length = self._length + 1 if statement and statement == self._statement else 1
        self._statement = statement
        return self._length > 1 and len(self._locks) < _BLOCK

    @property
    def can_wait(self) -> bool:
        """Whether the claim of the last statement can wait for those of the next."""
        return self._length > _SINGLE

    def add(self, locks: set[str], *, uniques: list[list], parents: list[list], **_none: list) -> None:
        """Let a claim wait. `uniques`, `parents`: its look-ups; see claim.lua. New rows need no others."""
        self._locks |= locks
        self._uniques += uniques
        self._parents += parents

    def take(self) -> tuple[set[str], list[list], list[list]]:
        """Return the locks, uniques and parents of the waiting claims. None waits afterwards."""
        taken = (self._locks, self._uniques, self._parents)
        self._locks, self._uniques, self._parents = set(), [], []
        return taken
