"""Statements and results as short texts."""

from typing import Any

from narrow.forms import DIALECT
from narrow.sides import Outcome

MAX_SQL = 300
_MAX_ROWS = 5
_MAX_VALUE = 60


def sql(statement: Any) -> str:
    """Return the statement with literal values, on one line."""
    try:
        text = str(statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    except Exception:  # a value without a literal form
        text = str(statement.compile(dialect=DIALECT))
    text = " ".join(text.split()).replace(" OFFSET 0", "")  # SQLAlchemy adds this for SQLite
    return text if len(text) <= MAX_SQL else text[: MAX_SQL - 1] + "…"


def result(outcome: Outcome) -> str:
    """Return an outcome such as `2 rows: 'b', 'a'`."""
    if outcome.error:
        return f"{outcome.error}: {_cut(outcome.message, MAX_SQL)}"
    rows = f"{len(outcome.rows)} row{'' if len(outcome.rows) == 1 else 's'}"
    if outcome.changed is not None:
        rows = f"{outcome.changed} changed, then {rows}"
    shown = ", ".join(map(_row, outcome.rows[:_MAX_ROWS]))
    return rows + (f": {shown}" if shown else "") + (", …" if len(outcome.rows) > _MAX_ROWS else "")


def _row(row: tuple[Any, ...]) -> str:
    values = [_cut(repr(value), _MAX_VALUE) for value in row]
    return values[0] if len(values) == 1 else f"({', '.join(values)})"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
