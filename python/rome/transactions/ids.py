"""The autoincrement ids that one transaction assigns."""

from collections import Counter
from collections.abc import Mapping

from rome.storage import layout
from rome.storage.store import Store

_BEYOND_IDS = 1 << 53  # Lua's numbers are exact below it. Temporary ids are higher.
_MOST_RESERVED = 64  # ids per table that a transaction may not use after all


class Ids:
    """Assigns the ids of new rows. They are higher than those that the transaction wrote, as in SQL.

    Glance saves the properties of an image one by one. So a transaction that needs more ids of a table reserves as many as
    it used before: a thousand rows take 20 round trips. What it does not use remains a gap, as in InnoDB.

    `own`: rows (table, primary key as text) with an id that only this transaction has.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reserved: dict[str, list[int]] = {}
        self._used: Counter[str] = Counter()
        self._highest: Counter[str] = Counter()
        self.own: set[tuple[str, str]] = set()

    def note_written(self, table: str, one: int) -> None:
        """Record the id of a row that the transaction wrote."""
        if one < _BEYOND_IDS:
            self._highest[table] = max(self._highest[table], one)

    def next(self, counts: Mapping[str, int]) -> dict[str, list[int]]:
        """Assign ids for new rows. `counts`: how many ids to assign for each table."""
        lacking = {
            table: (count + min(self._used[table], _MOST_RESERVED), self._highest[table])
            for table, count in counts.items()
            if len(self._free(table)) < count
        }
        if lacking:
            self._reserved |= self._store.next_ids(lacking)
        ids: dict[str, list[int]] = {}
        for table, count in counts.items():
            free = self._free(table)
            ids[table], self._reserved[table] = free[:count], free[count:]
            self._used[table] += count
            self.own.update((table, layout.text(one)) for one in ids[table])
        return ids

    def _free(self, table: str) -> list[int]:
        return [one for one in self._reserved.get(table, []) if one > self._highest[table]]
