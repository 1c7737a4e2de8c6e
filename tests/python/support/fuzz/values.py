"""Unusual values: values that columns of other types convert, and values with an unusual sort order or form."""

import random
from typing import Any

import sqlalchemy as sa

from rome.schema.affinity import Affinity, affinity_of

_NUMBERS = [
    0,
    1,
    2,
    3,
    4,
    -1,
    10,
    4.0,
    1.5,
    -0.0,
    0.1 + 0.2,
    2**53,
    2**53 + 1,
    -(2**53) - 1,
    2**63 - 1,
    -(2**63),
    1e15,
    1e22,
    1e300,
    float("inf"),
    float("-inf"),
    float("nan"),
    True,
    False,
]
_NUMBERS_AS_TEXT = [
    "0",
    "1",
    "4",
    "04",
    " 4",
    "4 ",
    "+4",
    "-4",
    "4.0",
    "1.0",
    "1e0",
    "1.5",
    "01.50",
    ".5",
    "5.",
    "1e",
    "4abc",
    "0x10",
    "inf",
    "nan",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1e300",
    "1_0",
    "٤",
    "\t4",
    "4\n",
    "--4",
    "4 4",
    "-0",
    "00",
]
_TEXTS = [
    "",
    " ",
    "a",
    "A",
    "b",
    "ab",
    "aB",
    "a ",
    " a",
    "é",
    "É",
    "e\u0301",
    "ß",
    "z",
    "\U0001f600",
    "\uffff",
    "%",
    "_",
    "a%b",
    "a_b",
    "\\",
    'a"name":"x',
    '"',
    "'",
    "null",
    "None",
    "true",
    "tab\t",
    "nul\0",
    "\0",
    "line\n",
    "[]",
    "{}",
    "a,b",
    '["a","b"]',
    ":",
    "a:b",
]
_DATES = [
    "2020-01-01 00:00:00.000000",
    "2020-01-01 00:00:00",
    "2020-01-01",
    "2020",
    "2019-12-31 23:59:59.999999",
    "now",
    "20200101",
    "12:00",
]


_IDS = [*range(30), "04", " 4", "4.0", 4.0, -1, "4abc", "", 1.5, True]


def _is_auto(column: sa.Column) -> bool:
    """Whether the database assigns a missing value: ROME a higher one than ever before, SQLite the highest plus one."""
    table = getattr(column, "table", None)
    return table is not None and column is getattr(table, "_autoincrement_column", None)


def _pool(column: sa.Column) -> list[Any]:
    kind = column.type
    if _is_auto(column):
        return _IDS
    if isinstance(kind, (sa.types.NullType, AsIs)):
        return _TEXTS + _NUMBERS
    if isinstance(kind, sa.DateTime):
        return _DATES * 4 + _NUMBERS + _NUMBERS_AS_TEXT
    if affinity_of(kind) is Affinity.TEXT:
        return _TEXTS * 3 + _NUMBERS_AS_TEXT + _NUMBERS
    return [0, 1, 2, 3, 4] * 10 + _NUMBERS * 2 + _NUMBERS_AS_TEXT


class AsIs(sa.types.UserDefinedType):
    """The type of a value that SQLite gets without a conversion."""

    cache_ok = True

    def get_col_spec(self) -> str:
        return "NUMERIC"


class Values:
    """Picks values for columns.

    Each column repeats a few values, and a foreign key has values of its target, so that conditions and joins match.
    """

    def __init__(self, choose: random.Random) -> None:
        self._choose = choose
        self._few: dict[sa.Column, list[Any]] = {}
        self._count = 0

    def stored(self, column: sa.Column) -> Any:
        """Return a value for a new row, usually a valid one."""
        pick = self._choose.random()
        if pick < 0.08 and ((value := self.plain(column)) is not None or not _is_auto(column)):
            return value
        if column.foreign_keys or not _is_unique(column):
            few = self._repeated_values(column)
            return self._choose.choice(few) if few and (not column.nullable or pick < 0.9) else None
        self._count += 1
        made = (
            self._count
            if isinstance(column.type, sa.Integer)
            else self._choose.choice(
                [f"{self._count}", f"{self._count}.0", f"a{self._count}", f"A{self._count}"]
            )
        )
        self._repeated_values(column).append(made)
        return made

    def plain(self, column: sa.Column) -> Any:
        """Return a value to compare with the column: an existing one in some form, or any other."""
        pick = self._choose.random()
        few = self._repeated_values(column)
        if pick < 0.04 or not few:
            return None
        if pick < 0.7:
            return self._reformatted(self._choose.choice(few))
        return self._choose.choice(_pool(column))

    def _repeated_values(self, column: sa.Column) -> list[Any]:
        root = column
        while getattr(root, "foreign_keys", None):
            root = next(iter(root.foreign_keys)).column
        if root not in self._few:
            alone = getattr(root, "table", None) is not None and _is_unique(root)
            self._few[root] = [] if alone else self._choose.choices(_pool(root), k=5)
        return self._few[root]

    def _reformatted(self, value: Any) -> Any:
        """Return the value, or another form that some column types convert to it."""
        if self._choose.random() < 0.5:
            return value
        if isinstance(value, (int, float)) and abs(value) < 2**53 and value == int(value):
            number = int(value)
            return self._choose.choice(
                [
                    str(number),
                    f"0{number}",
                    f" {number}",
                    f"+{number}",
                    f"{number}.0",
                    f"{number}e0",
                    float(number),
                ]
            )
        if isinstance(value, str):
            try:
                read = float(value)
            except ValueError:
                return self._choose.choice([value.upper(), value.lower(), f"{value} "])
            return self._choose.choice([read, int(read)]) if abs(read) < 2**53 else read
        return value

    def bound(self, column: sa.Column) -> sa.sql.elements.BindParameter:
        """Return a value of `plain` as a bind parameter without a conversion."""
        return sa.literal(self.plain(column), AsIs())


def _is_unique(column: sa.Column) -> bool:
    """Whether the column belongs to a primary key, a unique index or a unique constraint."""
    table = column.table
    keys = [
        table.primary_key.columns,
        *(i.columns for i in table.indexes if i.unique),
        *(k.columns for k in table.constraints if isinstance(k, sa.UniqueConstraint)),
    ]
    return bool(column.unique) or any(column.name in {c.name for c in key} for key in keys)
