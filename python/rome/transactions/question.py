"""The content of a claim: the locks and look-ups in Redis for the rows that a statement wrote."""

from rome.schema.tables import Reference, TableInfo
from rome.storage import layout
from rome.storage.locks import row_lock, unique_lock
from rome.transactions.references import Standing, lost_children, new_parents
from rome.transactions.transaction import Dirty, RowId, Transaction


class Question:
    """The locks and look-ups for some written rows.

    `fresh`: the rows that the transaction had not written before. `children`: each (reference, value) whose parent row
    is gone. Raises DanglingReference if a row refers to a row that this transaction deleted.
    """

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
        """Whether no claim is needed, such as for new rows with new ids that only refer to loaded rows."""
        return not (self.locks or self._rows or self._uniques or self._parents or self.children)

    @property
    def is_about_new_rows(self) -> bool:
        """Whether only unique values and parents of new rows must be claimed. Then no row can be outdated."""
        is_new = [dirty.base is None for dirty in self.fresh.values()]
        return any(is_new) and all(is_new) and not (self._rows or self.children)

    @property
    def about(self) -> dict[str, list]:
        """The look-ups, as part of the argument of claim.lua."""
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
            if row_id not in tx.ids.own:
                self.locks.add(row_lock(*row_id))
                self._rows.append([*row_id, base.version if base else 0])
        parents = list(new_parents(tx, info, before, now))
        self._parents += [
            [p.reference.parent, p.place, p.value] for p in parents if p.standing is Standing.UNKNOWN
        ]
        self.children += lost_children(tx, info, before, now)
        # No other transaction's row can refer to an uncommitted row, or have a unique value that includes such a
        # reference.
        alone = (
            [set(p.reference.columns) for p in parents if p.standing is Standing.MADE] if base is None else []
        )
        old, new = (set(info.unique_values(row)) for row in (before, now))
        new = {unique for unique in new if not any(mine.issubset(unique[0]) for mine in alone)}
        self.locks.update(unique_lock(info.name, columns, value) for columns, value in old ^ new)
        self._uniques += [[info.name, ",".join(columns), value] for columns, value in sorted(new - old)]
