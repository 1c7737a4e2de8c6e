"""The keys, indexes and references of each table, read once from the models' metadata."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, UniqueConstraint
from sqlalchemy.sql.schema import ForeignKeyConstraint

from rome.schema.affinity import affinity_of
from rome.schema.quoting import listed, quoted
from rome.storage import layout

Columns = tuple[str, ...]


class Reference(NamedTuple):
    """A foreign key: the `columns` of table `child` refer to the `targets` of table `parent`, in the same order."""

    child: str
    columns: Columns
    parent: str
    targets: Columns


class TableInfo:
    """One table. A row is a tuple of values as SQLite stores them, in the order of `columns`."""

    def __init__(self, table: Table) -> None:
        self.table = table
        columns = _columns(table)
        self.name = table.name
        self.columns: Columns = tuple(c.name for c in table.columns)
        self._all = frozenset(self.columns)
        self._place = {name: i for i, name in enumerate(self.columns)}
        self.key: Columns = tuple(c.name for c in table.primary_key.columns)
        auto = autoincrement_column(table)
        self.auto: str | None = auto.name if auto is not None else None
        self.uniques = _uniques(table)
        self.references = [_reference(table, k) for k in table.foreign_key_constraints]
        self.indexes = self._indexes()
        self.ordered = _ordered(table)
        self.affinity = {c.name: affinity_of(c.type) for c in table.columns}
        found = {i[0] for i in self.indexes if len(i) == 1} | set(self.key if len(self.key) == 1 else ())
        # Values that are equal in a collation can have different keys in an index.
        self.searchable = frozenset(c for c in found if not collation(columns[c]))
        # Every UPDATE sets these columns automatically. If two transactions both do, no update is lost.
        self.blind = frozenset(c.name for c in table.columns if c.onupdate is not None)
        # Where the id is not the rowid, the row's birth is used as its rowid. So SQLite returns rows in the same order
        # as from a database on disk.
        self.born = self.auto is None and not (
            len(self.key) == 1 and isinstance(columns[self.key[0]].type, Integer)
        )
        table_name, names = quoted(self.name), listed(self.columns)
        where = " AND ".join(f"{quoted(c)} IS ?" for c in self.key)
        places = ", ".join(f"?{n}" for n in range(1, len(self.columns) + 1))
        rowid = ("rowid, ", f"?{len(self.columns) + 1}, ") if self.born else ("", "")
        self.insert = f"INSERT INTO {table_name} ({rowid[0]}{names}) VALUES ({rowid[1]}{places})"
        self.select = f"SELECT {names} FROM {table_name} WHERE {where}"
        self.select_rowid = f"SELECT rowid FROM {table_name} WHERE {where}"
        self.delete = f"DELETE FROM {table_name} WHERE {where}"

    def _indexes(self) -> list[Columns]:
        """Return the columns of the index sets.

        There is one index per column of a key, unique constraint, index or reference, and one for all columns of a
        composite reference. A primary key of one column has an index only if it is a reference.
        """
        several = list(self.uniques) + [tuple(c.name for c in i.columns) for i in self.table.indexes]
        several += [r.columns for r in self.references] + [self.key]
        found: dict[Columns, None] = {(c,): None for group in several for c in group}
        if len(self.key) == 1:  # the hash of rows is looked up by this column
            found.pop(self.key, None)
        found.update({r.columns: None for r in self.references})
        return list(found)

    def value(self, row: Sequence, columns: Columns) -> str | None:
        """Return the row's values of these columns as key text; None if one of them is NULL."""
        values = [row[self._place[c]] for c in columns]
        return None if None in values else layout.join(values)

    def inserted(self, stored: layout.Stored) -> tuple:
        """Return the parameters of the `insert` statement for a committed row."""
        return (*stored.row, stored.birth) if self.born else stored.row

    def get(self, row: Sequence, column: str) -> Any:
        """Return the row's value of one column."""
        return row[self._place[column]]

    def key_of(self, row: Sequence) -> tuple:
        """Return the values of the row's primary key."""
        return tuple(row[self._place[c]] for c in self.key)

    def changed(self, before: Sequence | None, now: Sequence | None) -> frozenset[str]:
        """Return the columns whose values differ in two rows; all if one of them is None."""
        if before is None or now is None:
            return self._all
        return frozenset(c for c, old, new in zip(self.columns, before, now) if old != new)

    def index_sets(self, row: Sequence | None) -> set[str]:
        """Return the names, without the namespace, of the index sets that contain the row; none for None.

        NULL has an index set like any other value.
        """
        if row is None:
            return set()
        return {
            f"{self.name}:{','.join(index)}:{layout.join([self.get(row, c) for c in index])}"
            for index in self.indexes
        }

    def places(self, row: Sequence | None) -> set[tuple[str, str]]:
        """Return the row's entry in each ordered index, as (name without the namespace, place); none for None."""
        if row is None:
            return set()
        pk = layout.join(self.key_of(row))
        return {
            (f"{self.name}:{','.join(columns)}", layout.place([self.get(row, c) for c in columns], pk))
            for columns in self.ordered
        }

    def unique_values(self, row: Sequence | None) -> Iterator[tuple[Columns, str]]:
        """Yield (columns, key text) for each unique constraint whose columns are all set; none for None."""
        if row is not None:
            for columns in self.uniques:
                value = self.value(row, columns)
                if value is not None:
                    yield columns, value


def autoincrement_column(table: Table) -> Column | None:
    """Return the column whose missing values are generated: an integer that is the complete primary key, as in SQLite.

    Returns None if the table has no such column.
    """
    auto = table._autoincrement_column
    return auto if auto is not None and len(table.primary_key.columns) == 1 else None


def collation(column: Column) -> str | None:
    """Return the column's collation; None for SQLite's default, which compares bytes."""
    return getattr(getattr(column.type, "impl", column.type), "collation", None)


def _columns(table: Table) -> dict[str, Column]:
    """Return the columns by name. The attribute `columns` has them by key, which models can choose freely."""
    return {column.name: column for column in table.columns}


def _ordered(table: Table) -> list[Columns]:
    """Return the columns of the ordered indexes: those with `created_at`, by which services list the newest rows first.

    The primary key is appended to make the order total.
    """
    key, columns = [c.name for c in table.primary_key.columns], _columns(table)
    groups = [
        [c.name for c in index.columns] for index in sorted(table.indexes, key=lambda index: str(index.name))
    ]
    return [
        (*group, *(k for k in key if k not in group))
        for group in groups
        if "created_at" in group and not any(collation(columns[c]) for c in (*group, *key))
    ]


def _uniques(table: Table) -> list[Columns]:
    groups = [tuple(c.name for c in k.columns) for k in table.constraints if isinstance(k, UniqueConstraint)]
    groups += [tuple(c.name for c in i.columns) for i in table.indexes if i.unique]
    groups += [(c.name,) for c in table.columns if c.unique]
    return sorted(set(groups))


def _reference(table: Table, constraint: ForeignKeyConstraint) -> Reference:
    for way in (constraint.ondelete, constraint.onupdate):
        if way and way.upper() not in ("RESTRICT", "NO ACTION"):
            raise ValueError(f"table {table.name}: ROME does not support foreign keys with {way}")
    pairs = sorted((e.parent.name, e.column.name) for e in constraint.elements)
    return Reference(
        table.name, tuple(p[0] for p in pairs), constraint.referred_table.name, tuple(p[1] for p in pairs)
    )


class Tables(dict[str, TableInfo]):
    """All tables of a database by name, parents before children."""

    def __init__(self, metadata: Sequence[MetaData], references: bool = True) -> None:
        """`references`: whether foreign keys are enforced.

        Raises ValueError for a table without a primary key, a column of bytes, a foreign key with an action, or a
        reference to columns that are not unique.
        """
        super().__init__()
        for one in metadata:
            for table in one.sorted_tables:
                if not table.primary_key.columns:
                    raise ValueError(f"table {table.name}: ROME needs a primary key")
                for column in table.columns:
                    if isinstance(column.type, LargeBinary):
                        raise ValueError(f"column {table.name}.{column.name}: ROME does not store bytes")
                self[table.name] = TableInfo(table)
        self.referring: dict[str, list[Reference]] = {name: [] for name in self}
        for info in list(self.values()):
            for reference in info.references:
                self.referring[reference.parent].append(reference)
                self._check_target(reference)
        if not references:
            self._drop_references()

    def _drop_references(self) -> None:
        for info in self.values():
            info.references, self.referring[info.name] = [], []

    def _check_target(self, reference: Reference) -> None:
        parent = self[reference.parent]
        if self.target(reference) is None:
            raise ValueError(
                f"{reference.child}: its foreign key refers to {parent.name}'s "
                f"{', '.join(reference.targets)}, which is not unique"
            )

    def target(self, reference: Reference) -> tuple[str, Columns] | None:
        """Return where Redis can look up the parent row; None if the reference's targets are not unique.

        The result is (place, columns). The place is '' for the hash of rows, otherwise the columns of a unique
        constraint. The columns are in the order of the key text.
        """
        parent = self[reference.parent]
        if set(parent.key) == set(reference.targets):
            return "", parent.key
        for unique in parent.uniques:
            if set(unique) == set(reference.targets):
                return ",".join(unique), unique
        return None
