"""Names and texts as parts of SQLite's SQL."""

from collections.abc import Iterable


def quoted(name: str) -> str:
    """Return the name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str], prefix: str = "") -> str:
    """Return the names, separated by commas. `prefix` is put before each."""
    return ", ".join(prefix + quoted(name) for name in names)


def literal(text: str) -> str:
    """Return the text as a string literal."""
    return "'" + text.replace("'", "''") + "'"
