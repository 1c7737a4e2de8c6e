"""Foreign keys: what a written row makes them depend on. SQLite cannot tell: not all parents and children are
loaded."""
from rome import layout
from rome.errors import DanglingReference
from rome.tables import Reference, TableInfo
from rome.transaction import RowId, Transaction


def new_parents(tx: Transaction, info: TableInfo, before: tuple | None,
                now: tuple | None) -> list[tuple[Reference, str, str]]:
    """References the row got: (reference, '' or the parent's unique columns, value), where only Redis knows
    the parent.

    Raises DanglingReference when the parent is a row that this transaction removed.
    """
    asked = []
    for reference in info.references if now is not None else ():
        place, targets = tx.tables.target(reference)
        mine = dict(zip(reference.targets, reference.columns))
        columns = tuple(mine[t] for t in targets)
        value = info.value(now, columns)
        if value is None or before is not None and info.value(before, columns) == value:
            continue
        verdict = _own_parent(tx, reference, targets, value, [info.get(now, c) for c in columns])
        if verdict is False:
            raise DanglingReference()
        if verdict is None:
            asked.append((reference, place, value))
    return asked


def _own_parent(tx: Transaction, reference: Reference, targets: tuple, value: str,
                values: list) -> bool | None:
    """Whether this transaction's own writes made or removed the parent; None when they do not touch it."""
    parent = tx.tables[reference.parent]
    where = " AND ".join(f'"{t}" = ?' for t in targets)
    key = ", ".join(f'"{c}"' for c in parent.key)
    row = tx.scratch.execute(f'SELECT {key} FROM "{parent.name}" WHERE {where}', values).fetchone()
    if row is not None:
        mine = (parent.name, layout.join(row)) in tx.dirty or (parent.name, row) in set(tx.scratch.written)
        return True if mine else None
    gone = (d.base for (t, _), d in tx.dirty.items() if t == parent.name and d.base is not None)
    return False if any(parent.value(base.row, targets) == value for base in gone) else None


def lost_children(tx: Transaction, info: TableInfo, before: tuple | None,
                  now: tuple | None) -> list[tuple[Reference, str]]:
    """References to the row as it was committed, which it no longer satisfies: (reference, value)."""
    lost = []
    for reference in tx.tables.referring[info.name]:
        old = info.value(before, reference.targets) if before is not None else None
        if old is not None and (now is None or info.value(now, reference.targets) != old):
            lost.append((reference, old))
    return lost


def still_refers(tx: Transaction, reference: Reference, value: str, dirty: set[RowId]) -> bool:
    """Whether a child that this transaction wrote refers to the removed parent."""
    info = tx.tables[reference.child]
    keys = [(pk, tx.dirty.get((t, pk))) for t, pk in dirty if t == info.name]
    rows = (tx.current(info, d.key) for _, d in keys if d is not None)
    return any(row is not None and info.value(row, reference.columns) == value for row in rows)
