"""Statements, read from the files that the probe wrote (probe/forms.py), with the values of one execution."""

import datetime
import io
import pickle
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import selectable, visitors
from sqlalchemy.sql.dml import Update
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.util import immutabledict

DIALECT = sqlite.dialect()
# Values that the probe replaced or cut, see probe/values.py.
_LOST = re.compile(
    r"hidden \d+ \d+|bytes \d+ \d+|(?:list|tuple|dict|set|date|time|timedelta|Decimal|UUID) .*|.{160}… \d+ \d+",
    re.DOTALL,
)

if hasattr(sa.types, "Variant"):
    # SQLAlchemy 1.4 cannot unpickle this type otherwise: the lookup of its missing `impl` never ends.
    sa.types.Variant.impl = None


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, tables: Mapping[str, sa.Table]) -> None:
        super().__init__(file)
        self._tables, self._derived = tables, dict[Any, Any]()
        self.used: dict[str, sa.Table] = {}

    def persistent_load(self, identified: Any) -> Any:
        kind, *rest = identified
        if kind == "table":
            return self.used.setdefault(rest[0], self._tables[rest[0]])
        if kind == "column":
            return rest[0].c[rest[1]]
        if kind == "Join":
            return selectable.Join(*rest)
        if kind == "omitted":
            return None
        name, element = rest
        if name not in self._derived:
            self._derived[name] = getattr(selectable, kind)._construct(element, name=name)
        return self._derived[name]


def load(folder: str, asked: int, metadata: Sequence[sa.MetaData]) -> tuple[Any, list[sa.Table]]:
    """Return the statement and its tables. Raises KeyError if `metadata` lacks one, Unusable if there is no form."""
    try:
        form = zlib.decompress(Path(folder, str(asked)).read_bytes())
    except (OSError, zlib.error) as error:
        raise Unusable(f"the statement was not kept: {error}") from error
    unpickler = _Unpickler(io.BytesIO(form), {k: t for one in metadata for k, t in one.tables.items()})
    statement = unpickler.load()
    return statement, list(unpickler.used.values())


def bind(statement: Any, given: Mapping[str, Any]) -> Any:
    """Return the statement with the values `given`, by the names of its parameters. Raises Unusable if one is unknown."""
    compiled = statement.compile(
        dialect=DIALECT, column_keys=list(given) if isinstance(statement, Update) else None
    )
    names = set(compiled.bind_names.values())
    unknown = {name for name in given if name not in names and re.sub(r"_\d+$", "", name) not in names}
    if unknown:
        raise Unusable(f"the statement has no parameters {', '.join(sorted(unknown))}")
    new: dict[int, Any] = {}
    for element, name in compiled.bind_names.items():
        new[id(element)] = _with_value(element, name, given)
    bound = visitors.replacement_traverse(statement, {}, lambda element: new.get(id(element)))
    if isinstance(statement, Update):
        columns = statement.table.c
        where = {name for element, name in compiled.bind_names.items() if name not in columns}
        own = dict(statement._values or {})
        bound._values = (
            None if bound._values is None else immutabledict(bound._values)
        )  # it was copied to a dict
        bound = bound.values(
            {
                key: _parsed(value, columns[key].type, _own(own.get(columns[key])))
                for key, value in given.items()
                if key in columns and key not in where
            }
        )
    return bound


def _own(value: Any) -> Any:
    return value.value if isinstance(value, BindParameter) else Unusable


def _with_value(element: BindParameter, name: str, given: Mapping[str, Any]) -> BindParameter:
    own = Unusable if element.required else element.value
    if name in given:
        value = _parsed(given[name], element.type, own)
    elif element.expanding:  # SQLAlchemy gave each value of the IN a name of its own
        found: list[Any] = []
        while f"{name}_{len(found) + 1}" in given:
            found.append(_parsed(given[f"{name}_{len(found) + 1}"], element.type, Unusable))
        value = found
    else:
        value = own
    if value is Unusable:
        value = None  # a column of an UPDATE, which `bind` sets
    new = element._clone()
    new.value, new.callable, new.required = value, None, False
    return new


def _parsed(value: Any, kind: Any, own: Any) -> Any:
    """Return the value that the JSON value stands for. `own`: the form's value, Unusable if it has none."""
    if isinstance(value, list):
        return [_parsed(item, kind, Unusable) for item in value]
    if not isinstance(value, str):
        return value
    if _LOST.fullmatch(value):
        if own is Unusable:
            raise Unusable("a value of the statement was not recorded completely")
        return own
    if kind._type_affinity is sa.DateTime or isinstance(own, datetime.datetime):
        return datetime.datetime.fromisoformat(value)
    return value
