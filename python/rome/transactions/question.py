"""What only Redis knows of the rows that a statement wrote: what to lock and to look up before they count."""

from rome.schema.tables import Reference, TableInfo
from rome.storage import layout
from rome.storage.locks import row_lock, unique_lock
from rome.transactions.references import Standing, lost_children, new_parents
from rome.transactions.transaction import Dirty, RowId, Transaction


class Question:
    """`fresh`: the rows that the transaction had not written before; `children`: (reference, value) that lost its
    row. Raises DanglingReference when a row refers to one that this transaction removed."""

    def __init__(self, tx: Transaction, written: list[tuple[str, tuple]]) -> None:
        self.fresh: dict[RowId, Dirty] = {}
        self.children: list[tuple[Reference, str]] = []
        self.locks: set[str] = set()
        self._rows: list[list] = []
        self._uniques: list[list] = []
        self._parents: list[list] = []
        for table, key in written:
            self._add(tx, tx.tables[table], key)

    @property
    def is_settled(self) -> bool:
        """Nothing is to be asked: new rows with ids of their own, say, that only refer to rows at hand."""
        return not (self.locks or self._rows or self._uniques or self._parents or self.children)

    @property
    def about(self) -> dict[str, list]:
        """For claim.lua."""
        return {
            "rows": self._rows,
            "uniques": self._uniques,
            "parents": self._parents,
            "children": [[r.child, ",".join(r.columns), value] for r, value in self.children],
        }

    def _add(self, tx: Transaction, info: TableInfo, key: tuple) -> None:
        row_id = (info.name, layout.join(key))
        now, known = tx.current(info, key), tx.dirty.get(row_id)
        base = known.base if known else tx.loaded.get(row_id)
        before = base.row if base else None
        if known is None:
            self.fresh[row_id] = Dirty(key, base)
            if row_id not in tx.own_ids:
                self.locks.add(row_lock(*row_id))
                self._rows.append([*row_id, base.version if base else 0])
        parents = list(new_parents(tx, info, before, now))
        self._parents += [
            [p.reference.parent, p.place, p.value] for p in parents if p.standing is Standing.UNKNOWN
        ]
        self.children += lost_children(tx, info, before, now)
        # Nobody else's row refers to a row that is not committed: nor does it hold a value of which that is a part.
        alone = (
            [set(p.reference.columns) for p in parents if p.standing is Standing.MADE] if base is None else []
        )
        old, new = (set(info.unique_values(row)) for row in (before, now))
        new = {unique for unique in new if not any(mine.issubset(unique[0]) for mine in alone)}
        self.locks.update(unique_lock(info.name, columns, value) for columns, value in old ^ new)
        self._uniques += [[info.name, ",".join(columns), value] for columns, value in sorted(new - old)]
