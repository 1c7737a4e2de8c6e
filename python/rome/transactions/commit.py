"""The commit of a transaction: one document with all its writes, which Redis applies completely or not at all."""

from typing import Any

from rome.errors import Conflict, DanglingReference, Duplicate
from rome.schema.tables import TableInfo
from rome.storage import layout
from rome.transactions.references import Standing, lost_children, new_parents
from rome.transactions.scratch import NEW_ROWIDS
from rome.transactions.transaction import Dirty, RowId, Transaction


def commit(tx: Transaction) -> None:
    """Write the transaction's rows to Redis.

    Raises Conflict, DanglingReference, Duplicate, or Lost. After an error, Redis
    has none of the writes. Only after Lost, this is unknown.
    """
    document = _document(tx)
    if not document["writes"]:
        return
    outcome, *about = tx.store.commit(document)
    if outcome == "done":
        tx.locks.clear()  # the script released them
    elif outcome == "reference":
        raise DanglingReference()
    elif outcome == "duplicate":
        table, columns = about[0].rsplit(":", 1)
        raise Duplicate(table, columns.split(","))
    else:
        raise Conflict(f"{' '.join(about)} was changed by another transaction")


def _document(tx: Transaction) -> dict:
    """Return the argument of commit.lua."""
    writes: list[Any] = []
    parents: set[Any] = set()
    children: set[Any] = set()
    ids: dict[str, int] = {}
    written: set[RowId] = set()
    for row_id, dirty in tx.dirty.items():
        table, pk = row_id
        info = tx.tables[table]
        now, base = tx.current(info, dirty.key), dirty.base
        before = base.row if base else None
        if _is_same(now, before):
            continue
        written.add(row_id)
        old_sets, new_sets = info.index_sets(before), info.index_sets(now)
        old_places, new_places = info.places(before), info.places(now)
        old_values, new_values = (
            {(f"{table}:{','.join(c)}", v) for c, v in info.unique_values(row)} for row in (before, now)
        )
        writes.append(
            {
                "t": table,
                "pk": pk,
                "version": base.version if base else 0,
                "row": layout.encode(info.columns, now) if now else "",
                "birth": _birth(tx, info, dirty) if now else 0,
                "drop": sorted(old_sets - new_sets),
                "add": sorted(new_sets - old_sets),
                "leave": sorted(old_places - new_places),
                "enter": sorted(new_places - old_places),
                "free": sorted(old_values - new_values),
                "take": sorted(new_values - old_values),
            }
        )
        parents.update(
            (p.reference.parent, p.place, p.value)
            for p in new_parents(tx, info, before, now)
            if p.standing in (Standing.UNKNOWN, Standing.LOADED)
        )
        children.update((r.child, ",".join(r.columns), v) for r, v in lost_children(tx, info, before, now))
        if now and base is None and info.auto:
            ids[table] = max(ids.get(table, 0), int(info.get(now, info.auto)))
    read = [
        [*row_id, tx.loaded[row_id].version]
        for row_id in sorted(tx.for_update - written)
        if row_id in tx.loaded
    ]
    return {
        "token": tx.token,
        "locks": sorted(tx.locks),
        "read": read,
        "writes": writes,
        "ids": ids,
        "parents": sorted(parents),
        "children": sorted(children),
    }


def _is_same(one: tuple | None, other: tuple | None) -> bool:
    """Whether the rows have the same values of the same types: -2.0**63 and -2**63 are equal, but not in SQLite's columns."""
    return one == other and [*map(type, one or ())] == [*map(type, other or ())]


def _birth(tx: Transaction, info: TableInfo, dirty: Dirty) -> int:
    """Return the birth of the committed row whose primary key was changed to this one; 0 for any other row."""
    if dirty.base is not None or not info.born:
        return 0
    (rowid,) = tx.scratch.execute(info.select_rowid, dirty.key).fetchone()
    return rowid if rowid < NEW_ROWIDS else 0
