"""Foreign keys: what a written row makes them depend on. SQLite cannot tell: not all parents and children are
loaded."""

import enum
from collections.abc import Iterator
from typing import NamedTuple, cast

from rome.errors import DanglingReference
from rome.schema.tables import Columns, Reference, TableInfo
from rome.storage import layout
from rome.transactions.transaction import RowId, Transaction


class Standing(enum.Enum):
    """How a transaction stands to a row that one of its own rows refers to."""

    UNKNOWN = enum.auto()  # only Redis can tell whether there is one
    LOADED = enum.auto()  # it is there, unless it went since it was loaded: the commit asks again
    WRITTEN = enum.auto()  # the transaction wrote it
    MADE = enum.auto()  # the transaction made it: nobody else's row can refer to it


class Parent(NamedTuple):
    """What a row refers to. `place`: '' or the parent's unique columns, whose value it has."""

    reference: Reference
    place: str
    value: str
    standing: Standing


def new_parents(
    tx: Transaction, info: TableInfo, before: tuple | None, now: tuple | None
) -> Iterator[Parent]:
    """The rows that the row has come to refer to. Raises DanglingReference when this transaction removed one."""
    if now is None:
        return
    for reference in info.references:
        # Tables have made sure that there is one.
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
    where = " AND ".join(f'"{t}" = ?' for t in targets)
    key = ", ".join(f'"{c}"' for c in parent.key)
    row = tx.scratch.execute(f'SELECT {key} FROM "{parent.name}" WHERE {where}', values).fetchone()
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
