"""Foreign keys: the parents and children that a written row affects.

SQLite cannot check them, because not all parents and children are loaded.
"""

import enum
from collections.abc import Iterator
from typing import NamedTuple, cast

from rome.errors import DanglingReference
from rome.schema.quoting import listed, quoted
from rome.schema.tables import Columns, Reference, TableInfo
from rome.storage import layout
from rome.transactions.transaction import RowId, Transaction


class Standing(enum.Enum):
    """What a transaction knows of the parent of one of its rows."""

    UNKNOWN = enum.auto()  # only Redis can tell whether the parent exists
    LOADED = enum.auto()  # the parent existed when it was loaded, and the commit checks again
    WRITTEN = enum.auto()  # the transaction wrote the parent
    MADE = enum.auto()  # the transaction inserted the parent, so no other transaction can refer to it


class Parent(NamedTuple):
    """The parent of a row. `place`: see Tables.target; `value`: the key text of the parent at that place."""

    reference: Reference
    place: str
    value: str
    standing: Standing


def new_parents(
    tx: Transaction, info: TableInfo, before: tuple | None, now: tuple | None
) -> Iterator[Parent]:
    """Yield the parents that the row refers to now and did not refer to before.

    Raises DanglingReference if this transaction deleted such a parent.
    """
    if now is None:
        return
    changed = info.changed(before, now)
    for reference in info.references:
        if changed.isdisjoint(reference.columns):
            continue
        # Tables has checked that each reference has a target.
        place, targets = cast("tuple[str, Columns]", tx.tables.target(reference))
        mine = dict(zip(reference.targets, reference.columns))
        columns = tuple(mine[t] for t in targets)
        value = info.value(now, columns)
        if value is None or (before is not None and info.value(before, columns) == value):
            continue
        standing = _standing(tx, reference, targets, value, [info.get(now, c) for c in columns])
        yield Parent(reference, place, value, standing)


def _standing(tx: Transaction, reference: Reference, targets: Columns, value: str, values: list) -> Standing:
    parent = tx.tables[reference.parent]
    where = " AND ".join(f"{quoted(t)} = ?" for t in targets)
    found = f"SELECT {listed(parent.key)} FROM {quoted(parent.name)} WHERE {where}"
    row = tx.scratch.execute(found, values).fetchone()
    if row is not None:
        row_id = (parent.name, layout.join(row))
        if row_id in tx.dirty:
            return Standing.MADE if tx.dirty[row_id].base is None else Standing.WRITTEN
        return Standing.WRITTEN if (parent.name, row) in tx.scratch.written else Standing.LOADED
    gone = (d.base for (t, _), d in tx.dirty.items() if t == parent.name and d.base is not None)
    if any(parent.value(base.row, targets) == value for base in gone):
        raise DanglingReference()
    return Standing.UNKNOWN


def lost_children(
    tx: Transaction, info: TableInfo, before: tuple | None, now: tuple | None
) -> list[tuple[Reference, str]]:
    """References to the row as it was committed, which it no longer satisfies: (reference, value)."""
    lost, changed = [], info.changed(before, now)
    for reference in tx.tables.referring[info.name]:
        if changed.isdisjoint(reference.targets):
            continue
        old = info.value(before, reference.targets) if before is not None else None
        if old is not None and (now is None or info.value(now, reference.targets) != old):
            lost.append((reference, old))
    return lost


def still_refers(tx: Transaction, reference: Reference, value: str, dirty: set[RowId]) -> bool:
    """Whether a child that this transaction wrote refers to the deleted parent, which had the key text `value`."""
    info = tx.tables[reference.child]
    keys = [(pk, tx.dirty.get((t, pk))) for t, pk in dirty if t == info.name]
    rows = (tx.current(info, d.key) for _, d in keys if d is not None)
    return any(row is not None and info.value(row, reference.columns) == value for row in rows)
