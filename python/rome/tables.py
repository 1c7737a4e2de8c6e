"""What ROME knows of each table: keys, indexes, references. Made from the models' metadata, once."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, LargeBinary, MetaData, Table, UniqueConstraint
from sqlalchemy.sql.schema import ForeignKeyConstraint

from rome import layout

Columns = tuple[str, ...]


class Reference(NamedTuple):
    """A foreign key: `child`'s `columns` hold a row of `parent`, named by its `targets`."""

    child: str
    columns: Columns
    parent: str
    targets: Columns


class TableInfo:
    """One table. A row is a tuple of values in the order of `columns`, as SQLite stores them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.name = table.name
        self.columns: Columns = tuple(c.name for c in table.columns)
        self._place = {name: i for i, name in enumerate(self.columns)}
        self.key: Columns = tuple(c.name for c in table.primary_key.columns)
        auto = table._autoincrement_column
        self.auto: str | None = auto.name if auto is not None else None
        self.uniques = _uniques(table)
        self.references = [_reference(table, k) for k in table.foreign_key_constraints]
        self.indexes = self._indexes()
        self.searchable = frozenset(i[0] for i in self.indexes if len(i) == 1) | frozenset(
            self.key if len(self.key) == 1 else ()
        )
        # Every UPDATE writes these by itself: that two transactions both did tells of no lost update.
        self.blind = frozenset(c.name for c in table.columns if c.onupdate is not None)
        # An id's DEFAULT asks Redis, which SQLite allows no INTEGER PRIMARY KEY of its own. With the id as rowid
        # besides, SQLite takes the same ways through a table as on disk, so rows come in the same order. Where there
        # is no such id, a row's birth is what its rowid on disk would be.
        self.numbered = self.auto is not None and self.key == (self.auto,)
        own_rowid = len(self.key) == 1 and isinstance(table.columns[self.key[0]].type, Integer)
        self.born = not self.numbered and not own_rowid
        names = ", ".join(f'"{c}"' for c in self.columns)
        where = " AND ".join(f'"{c}" IS ?' for c in self.key)
        places = ", ".join(f"?{n}" for n in range(1, len(self.columns) + 1))
        place = self._place[self.auto] if self.numbered and self.auto else len(self.columns)
        rowid = ("rowid, ", f"?{place + 1}, ") if self.numbered or self.born else ("", "")
        self.insert = f'INSERT INTO "{self.name}" ({rowid[0]}{names}) VALUES ({rowid[1]}{places})'
        self.select = f'SELECT {names} FROM "{self.name}" WHERE {where}'
        self.delete = f'DELETE FROM "{self.name}" WHERE {where}'

    def _indexes(self) -> list[Columns]:
        """Each column worth looking up by has a set of keys per value, each composite reference has one for
        all."""
        several = list(self.uniques) + [tuple(c.name for c in i.columns) for i in self.table.indexes]
        several += [r.columns for r in self.references] + [self.key]
        found: dict[Columns, None] = {(c,): None for group in several for c in group}
        found.update({r.columns: None for r in self.references})
        if len(self.key) == 1:  # looked up in the hash of rows itself
            found.pop(self.key, None)
        return list(found)

    def value(self, row: Sequence, columns: Columns) -> str | None:
        """The row's values of these columns as key text; None when one of them is NULL."""
        values = [row[self._place[c]] for c in columns]
        return None if None in values else layout.join(values)

    def inserted(self, stored: layout.Stored) -> tuple:
        """What `insert` takes for a committed row."""
        return (*stored.row, stored.birth) if self.born else stored.row

    def get(self, row: Sequence, column: str) -> Any:
        return row[self._place[column]]

    def key_of(self, row: Sequence) -> tuple:
        return tuple(row[self._place[c]] for c in self.key)

    def index_sets(self, row: Sequence | None) -> set[str]:
        """Names (without the namespace) of the index sets that list the row. A NULL has its own."""
        if row is None:
            return set()
        return {
            f"{self.name}:{','.join(index)}:{layout.join([self.get(row, c) for c in index])}"
            for index in self.indexes
        }

    def unique_values(self, row: Sequence | None) -> Iterator[tuple[Columns, str]]:
        if row is not None:
            for columns in self.uniques:
                value = self.value(row, columns)
                if value is not None:
                    yield columns, value


def _uniques(table: Table) -> list[Columns]:
    groups = [tuple(c.name for c in k.columns) for k in table.constraints if isinstance(k, UniqueConstraint)]
    groups += [tuple(c.name for c in i.columns) for i in table.indexes if i.unique]
    groups += [(c.name,) for c in table.columns if c.unique]
    return sorted(set(groups))


def _reference(table: Table, constraint: ForeignKeyConstraint) -> Reference:
    for way in (constraint.ondelete, constraint.onupdate):
        if way and way.upper() not in ("RESTRICT", "NO ACTION"):
            raise ValueError(f"table {table.name}: ROME has no foreign key with {way}")
    pairs = sorted((e.parent.name, e.column.name) for e in constraint.elements)
    return Reference(
        table.name, tuple(p[0] for p in pairs), constraint.referred_table.name, tuple(p[1] for p in pairs)
    )


class Tables(dict[str, TableInfo]):
    """Every table of a database by name, parents before children."""

    def __init__(self, metadata: Sequence[MetaData], references: bool = True) -> None:
        """`references`: whether foreign keys are enforced."""
        super().__init__()
        for one in metadata:
            for table in one.sorted_tables:
                for column in table.columns:
                    if isinstance(column.type, LargeBinary):
                        raise ValueError(f"column {table.name}.{column.name}: ROME stores no bytes")
                self[table.name] = TableInfo(table)
        self.referring: dict[str, list[Reference]] = {name: [] for name in self}
        for info in list(self.values()):
            for reference in info.references:
                self.referring[reference.parent].append(reference)
                self._check_target(reference)
        if not references:
            self._enforce_nothing()

    def _enforce_nothing(self) -> None:
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
        """Where Redis tells whether the parent exists: ('' or the unique's columns, their order)."""
        parent = self[reference.parent]
        if set(parent.key) == set(reference.targets):
            return "", parent.key
        for unique in parent.uniques:
            if set(unique) == set(reference.targets):
                return ",".join(unique), unique
        return None
