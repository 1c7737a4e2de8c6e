"""Whether rows that were stored through ROME are read back as they were."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase

from narrow.reduce import Reduction
from narrow.sides import Rome, Rows, Sqlite


def unequal_storage(
    statement: Any, rows: Rows, sides: tuple[Sqlite, Rome], deadline: float
) -> tuple[Reduction, list[str]] | None:
    """Return the reduced select of a table whose rows differ, and `insert` or `select` as the cause; None without one.

    Only the columns that the statement names are compared.
    """
    for table, some in rows.items():
        columns = list(table.c) if isinstance(statement, UpdateBase) else _used(statement, table)
        if not some or not columns:
            continue
        reduction = Reduction(sa.select(*columns), {table: some}, sides, deadline)
        if reduction.difference is not None:
            reduction.reduce()
            return reduction, ["select" if _is_stored(reduction, sides[1]) else "insert"]
    Reduction(statement, rows, sides, deadline)
    return None


def _used(statement: Any, table: sa.Table) -> list[Any]:
    used = set()
    for part in visitors.iterate(statement):
        used |= set(getattr(part, "base_columns", ()))
        if isinstance(part, sa.sql.selectable.Select):
            for column in part._all_selected_columns:
                used |= set(column.base_columns)
    return [column for column in table.c if column in used]


def _is_stored(reduction: Reduction, target: Rome) -> bool:
    """Whether ROME finds the rows by their values."""
    ((table, rows),) = reduction.rows.items()
    columns = list(reduction.statement._all_selected_columns)
    for row in rows:
        same = [table.c[column.key].is_not_distinct_from(row[column.key]) for column in columns]
        # By its key, ROME reads one row alone.
        key = [column == row[column.key] for column in table.primary_key]
        outcome = target.run(sa.select(sa.func.count()).select_from(table).where(*key, *same))
        if outcome.error or not outcome.rows or not outcome.rows[0][0]:
            return False
    return True
