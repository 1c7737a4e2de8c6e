"""Statements and results as short texts. Secrets are hidden, as in the probe's events."""

from typing import Any

from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import Update, UpdateBase
from sqlalchemy.sql.elements import BindParameter

from narrow.forms import DIALECT
from narrow.sides import Outcome
from probe import values

MAX_SQL = 300
_MAX_ROWS = 5
_MAX_VALUE = 60


def sql(statement: Any) -> str:
    """Return the statement with literal values, on one line."""
    if isinstance(statement, Update):
        names = [getattr(key, "key", key) for key in statement._values or {}]
        statement = statement.values({name: "hidden" for name in names if values.is_secret(name)})
    compiled = statement.compile(dialect=DIALECT)
    hidden = {id(bound) for bound, name in compiled.bind_names.items() if values.is_secret(name)}
    shown = visitors.replacement_traverse(
        statement, {}, lambda element: _hidden(element) if id(element) in hidden else None
    )
    try:
        text = str(shown.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    except Exception:  # a value without a literal form
        text = str(compiled)
    text = " ".join(text.split()).replace(" OFFSET 0", "")  # SQLAlchemy adds this for SQLite
    return text if len(text) <= MAX_SQL else text[: MAX_SQL - 1] + "…"


def result(statement: Any, outcome: Outcome) -> str:
    """Return an outcome such as `2 rows: 'b', 'a'`."""
    if outcome.error:
        return f"{outcome.error}: {_cut(outcome.message, MAX_SQL)}"
    rows = f"{len(outcome.rows)} row{'' if len(outcome.rows) == 1 else 's'}"
    if outcome.changed is not None:
        rows = f"{outcome.changed} changed, then {rows}"
    columns = statement.table.c if isinstance(statement, UpdateBase) else statement.selected_columns
    names = [str(getattr(column, "name", "")) for column in columns]
    shown = ", ".join(_row(row, names) for row in outcome.rows[:_MAX_ROWS])
    return rows + (f": {shown}" if shown else "") + (", …" if len(outcome.rows) > _MAX_ROWS else "")


def _hidden(element: Any) -> Any:
    return BindParameter(element.key, "hidden", type_=element.type, unique=True)


def _row(row: tuple[Any, ...], names: list[str]) -> str:
    every = [_cut(repr(values.shown(value, name)), _MAX_VALUE) for value, name in zip(row, names)]
    return every[0] if len(every) == 1 else f"({', '.join(every)})"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
