"""Random statements over some tables."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from fuzz.values import AsIs, Values

_DEPTH = 2


class Statements:
    """Random statements with everything that services use, and with conditions that only seem to bound the rows."""

    def __init__(self, seed: int, tables: Sequence[sa.Table]) -> None:
        self.choose = random.Random(seed)
        self.values = Values(self.choose)
        self._tables = tables

    def any(self) -> Any:
        """Return a statement, usually a SELECT."""
        pick = self.choose.random()
        if pick < 0.66:
            return self.select()
        return (self.insert if pick < 0.78 else self.update if pick < 0.92 else self.delete)()

    # Rows

    def insert(self) -> Any:
        table = self.choose.choice(self._tables)
        if self.choose.random() < 0.1:
            names = [c.name for c in table.columns]
            rows = sa.select(*(self._shifted(c) for c in table.columns)).where(self._criterion(table))
            return sa.insert(table).from_select(names, rows)
        return sa.insert(table).values(self.row(table))

    def row(self, table: sa.Table) -> dict[str, Any]:
        """Return values for a new row. Required columns are present; most optional ones are, too."""
        return {
            c.name: sa.literal(self.values.stored(c), AsIs())
            for c in table.columns
            if c.primary_key or not c.nullable or self.choose.random() < 0.9
        }

    def _shifted(self, column: sa.Column) -> Any:
        if not column.primary_key:
            return column
        return column + 100 if isinstance(column.type, sa.Integer) else column.concat("x")

    def update(self) -> Any:
        table = self.choose.choice(self._tables)
        columns = self.choose.sample(
            list(table.columns), min(len(table.columns), self.choose.randrange(1, 4))
        )
        made = {c.name: self._new_value(table, c) for c in columns if c is not table._autoincrement_column}
        last = list(table.columns)[-1]
        # SQLite lets such a subquery read rows that the UPDATE has already changed. MySQL refuses it.
        while _reads(criterion := self._criterion(table), table):
            pass
        return sa.update(table).where(criterion).values(made or {last.name: self.values.bound(last)})

    def _new_value(self, table: sa.Table, column: sa.Column) -> Any:
        pick = self.choose.random()
        if pick < 0.75:
            return self.values.bound(column)
        if pick < 0.9:
            return self.choose.choice(list(table.columns))
        return column + 1 if isinstance(column.type, sa.Integer) else column.concat("x")

    def delete(self) -> Any:
        table = self.choose.choice(self._tables)
        return sa.delete(table).where(self._criterion(table), self._criterion(table))

    # SELECTs

    def select(self) -> Any:
        shape = self.choose.choices(
            [self._plain, self._joined, self._grouped, self._compound, self._derived], [50, 25, 8, 9, 8]
        )[0]
        return shape()

    def _plain(self) -> Any:
        table = self.choose.choice(self._tables)
        columns = self._columns(table)
        select = self._filtered(sa.select(*map(_raw, columns)), table)
        if self.choose.random() < 0.1:
            select = select.distinct()
        return self._ordered(select, columns)

    def _columns(self, source: Any) -> list[Any]:
        every = list(source.c)
        return every if self.choose.random() < 0.5 else self.choose.sample(every, min(len(every), 4))

    def _filtered(self, select: Any, source: Any) -> Any:
        for _ in range(self.choose.choices([0, 1, 2, 3], [10, 50, 25, 15])[0]):
            select = select.where(self._criterion(source))
        return select

    def _ordered(self, select: Any, columns: Sequence[Any]) -> Any:
        if self.choose.random() < 0.6:
            by = self.choose.sample(list(columns), self.choose.randrange(1, min(len(columns), 3) + 1))
            select = select.order_by(*(self.choose.choice([sa.asc, sa.desc])(c) for c in by))
        if self.choose.random() < 0.4:
            select = select.limit(self.choose.randrange(12))
            if self.choose.random() < 0.3:
                select = select.offset(self.choose.randrange(4))
        return select

    def _joined(self) -> Any:
        left = self.choose.choice(self._tables)
        right = self.choose.choice(self._tables).alias()
        near, far = self._join_columns(left, right)
        condition = near == far
        if self.choose.random() < 0.3:
            condition = sa.and_(condition, self._criterion(right))
        source = sa.join(left, right, condition, isouter=self.choose.random() < 0.5)
        columns = [*self._columns(left)[:4], *self._columns(right)[:4]]
        select = self._filtered(sa.select(*map(_raw, columns)).select_from(source), left)
        if self.choose.random() < 0.3:
            select = select.where(self._criterion(right))
        return self._ordered(select, columns)

    def _join_columns(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Return two columns to join by: those of a foreign key, or any two."""
        target = right.element if isinstance(right, sa.sql.Alias) else right
        pairs = [
            (k.parent, right.c[k.column.name])
            for c in left.columns
            for k in c.foreign_keys
            if k.column.table is target
        ]
        if pairs and self.choose.random() < 0.7:
            return self.choose.choice(pairs)
        return self.choose.choice(list(left.c)), self.choose.choice(list(right.c))

    def _grouped(self) -> Any:
        table = self.choose.choice(self._tables)
        key, other = self.choose.choice(list(table.c)), self.choose.choice(list(table.c))
        counted = self.choose.choice(
            [
                sa.func.count(),
                sa.func.max(other),
                sa.func.min(other),
                sa.func.count(other),
                sa.func.count(sa.distinct(other)),
            ]
        )
        select = self._filtered(sa.select(_raw(key), counted), table).group_by(key)
        return select.having(sa.func.count() > 1) if self.choose.random() < 0.3 else select

    def _compound(self) -> Any:
        table = self.choose.choice(self._tables)
        columns = self._columns(table)
        parts = [self._filtered(sa.select(*map(_raw, columns)), table) for _ in range(2)]
        united = self.choose.choice([sa.union, sa.union_all, sa.except_, sa.intersect])(*parts).subquery()
        return self._ordered(self._filtered(sa.select(united), united), list(united.c))

    def _derived(self) -> Any:
        table, other = self.choose.choice(self._tables), self.choose.choice(self._tables)
        inner = self._ordered(self._filtered(sa.select(*table.c), table), list(table.c)).subquery()
        near, far = self.choose.choice(list(inner.c)), self.choose.choice(list(other.c))
        select = sa.select(*map(_raw, list(inner.c)[:4]), *map(_raw, list(other.c)[:3]))
        return self._filtered(select.select_from(sa.join(inner, other, near == far, isouter=True)), inner)

    # Conditions

    def _criterion(self, source: Any, depth: int = _DEPTH) -> Any:
        column = self.choose.choice(self._lookup_columns(source))
        pick = self.choose.random()
        if depth and pick < 0.25:
            parts = [self._criterion(source, depth - 1) for _ in range(self.choose.randrange(1, 4))]
            return self.choose.choice([sa.and_, sa.or_, lambda *some: sa.not_(sa.and_(*some))])(*parts)
        if depth and pick < 0.32:
            return self._subquery_criterion(source, column)
        return self.choose.choices(
            [self._comparison, self._in_list, self._computed, self._like], [60, 20, 12, 8]
        )[0](source, column)

    def _lookup_columns(self, source: Any) -> list[Any]:
        """Return either all columns of the source, or only the indexed ones."""
        every = list(source.c)
        found = [c for c in every if self._is_indexed(_base(c))]
        return found if found and self.choose.random() < 0.6 else every

    @staticmethod
    def _is_indexed(column: Any) -> bool:
        table = getattr(column, "table", None)
        if not isinstance(table, sa.Table):
            return False
        return (
            column.primary_key
            or bool(column.foreign_keys)
            or any(column.name in i.columns for i in table.indexes)
        )

    def _comparison(self, source: Any, column: Any) -> Any:
        value = self.values.bound(_base(column))
        compare: Callable[[Any, Any], Any] = self.choose.choice(
            [
                *[lambda a, b: a == b] * 5,
                lambda a, b: a != b,
                lambda a, b: a < b,
                lambda a, b: a <= b,
                lambda a, b: a > b,
                lambda a, b: a >= b,
            ]
        )
        pick = self.choose.random()
        if pick < 0.1:
            return compare(value, column)
        if pick < 0.2:
            return compare(column, self.choose.choice(list(source.c)))
        if pick < 0.3:
            return self.choose.choice([column.is_(None), column.is_not(None), column == sa.null()])
        return compare(column, value)

    def _in_list(self, source: Any, column: Any) -> Any:
        some = [self.values.plain(_base(column)) for _ in range(self.choose.randrange(5))]
        within = self.choose.random() < 0.7
        listed = sa.bindparam(None, some, AsIs(), expanding=True, unique=True)
        return column.in_(listed) if within else column.not_in(listed)

    def _computed(self, source: Any, column: Any) -> Any:
        value = self.values.bound(_base(column))
        return self.choose.choice(
            [
                lambda: sa.func.lower(column) == value,
                lambda: sa.func.coalesce(column, value) == value,
                lambda: sa.func.length(column) == self.choose.randrange(6),
                lambda: sa.cast(column, sa.Integer) == value,
                lambda: sa.cast(column, sa.String) == value,
                lambda: sa.func.typeof(column) == "text",
                lambda: column.collate("NOCASE") == value,
                lambda: column.between(value, self.values.bound(_base(column))),
                lambda: sa.case((column == value, column), else_=value) == self.values.bound(_base(column)),
                lambda: sa.type_coerce(column, sa.Integer) + 1 == value,
                lambda: value == column.concat(""),
            ]
        )()

    def _like(self, source: Any, column: Any) -> Any:
        pattern = self.choose.choice(["a%", "%a", "_", "%4%", "A_", "%\\%%", "", "é%", "%"])
        return self.choose.choice(
            [
                lambda: column.like(pattern),
                lambda: column.not_like(pattern),
                lambda: column.ilike(pattern),
                lambda: column.like(pattern, escape="\\"),
                lambda: column.startswith("a", autoescape=True),
            ]
        )()

    def _subquery_criterion(self, source: Any, column: Any) -> Any:
        other = self.choose.choice(self._tables).alias()
        far = self.choose.choice(list(other.c))
        about = self._criterion(other, 0)
        return self.choose.choice(
            [
                lambda: sa.exists().where(far == column, about),
                lambda: ~sa.exists().where(far == column, about),
                lambda: column.in_(sa.select(far).where(about)),
                lambda: column.not_in(sa.select(far).where(about)),
                lambda: column == sa.select(sa.func.max(far)).where(about).scalar_subquery(),
            ]
        )()


def _reads(criterion: Any, table: sa.Table) -> bool:
    """Whether a subquery of the criterion reads the table."""
    return any(getattr(part, "element", None) is table for part in sa.sql.visitors.iterate(criterion))


def _base(column: Any) -> Any:
    """Return the table's column behind a derived table's column."""
    return next(iter(column.base_columns), column)


def _raw(column: Any) -> Any:
    """Select the column without a conversion of its values by SQLAlchemy's types."""
    return sa.type_coerce(column, AsIs()).label(None)
