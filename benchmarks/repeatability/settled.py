"""Print the differences between the databases of two unused managed deployments: `settled.py FOLDER FOLDER`.

FOLDER: a deployment's run folder (`run-scenarios up` prints its path). Reads every table of every database, on SQL and
on ROME. Ids must correspond, dates and times may differ, and everything else must be equal. Prints a line for each
difference. The exit code is 1 if there are any.
"""

import json
import pathlib
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
TIME = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
ID = re.compile(r"^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$")
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")


def databases(folder: pathlib.Path) -> Mapping[str, Tables]:
    """Return the tables of each database of a deployment, by `component/database`."""
    record = json.loads((folder / "deployment.json").read_text(encoding="utf-8"))
    found = {f"{file.parent.name}/{file.stem}": _sqlite(file) for file in folder.glob("*/*.sqlite")}
    if record["spec"]["backend"] == "rome":
        found.update(_rome(folder, record["spec"].get("services", ["glance"])))
    return found


def _sqlite(file: pathlib.Path) -> Tables:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    finally:
        connection.close()


def _rome(folder: pathlib.Path, services: Sequence[str]) -> Iterator[tuple[str, Tables]]:
    from sqlalchemy import select

    import rome
    from managed.databases import discovery
    from rome.models import MODELS

    for service in services:
        for name, models in discovery.DATABASES[service].items():
            metadata = MODELS[models]()
            rome.configure(name, metadata, discovery.url((folder / "redis/address").read_text(), name))
            with rome.get_engine(name).connect() as connection:
                tables = {
                    table.name: [
                        {key: _plain(value) for key, value in row.items()}
                        for row in connection.execute(select(table)).mappings()
                    ]
                    for each in metadata
                    for table in each.sorted_tables
                }
            yield f"{service}/{name.removeprefix('nova_')}", tables


def _plain(value: Any) -> Any:
    """Return a value as SQLite stores it, without the conversion of the column's type."""
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return value if value is None or isinstance(value, (int, float, bytes)) else str(value)


class Comparison:
    """Compares two databases."""

    def __init__(self, one: pathlib.Path, other: pathlib.Path) -> None:
        self._folders = (str(one), str(other))
        self._pairs: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def tables(self, one: Tables, other: Tables) -> Iterator[str]:
        """Yield a line for each difference."""
        for name in sorted(one.keys() | other.keys()):
            if name in one and name in other:
                yield from self._rows(name, one[name], other[name])
            elif one.get(name) or other.get(name):
                yield f"{name}: only on one side"

    def _rows(self, name: str, one: Sequence[Row], other: Sequence[Row]) -> Iterator[str]:
        if len(one) != len(other):
            yield f"{name}: {len(one)} rows and {len(other)}"
            return
        for left, right in zip(sorted(one, key=_order), sorted(other, key=_order)):
            for column in left:
                if not self._alike(left[column], right.get(column)):
                    yield f"{name}.{column} of {_key(left)}: {left[column]!r} and {right.get(column)!r}"

    def _alike(self, one: Any, other: Any) -> bool:
        if one == other:
            return True
        if not (isinstance(one, str) and isinstance(other, str)):
            return False
        if any(form.match(one) and form.match(other) for form in (DATE, TIME)):
            return True
        if ID.match(one) and ID.match(other):
            forth, back = self._pairs
            return forth.setdefault(one, other) == other and back.setdefault(other, one) == one
        one, other = (
            PORT.sub("PORT", text.replace(folder, "FOLDER"))
            for text, folder in zip((one, other), self._folders)
        )
        return one == other


def _order(row: Row) -> str:
    """Return a sort key of a row. Values that are not ids, dates or times come first."""
    return json.dumps(
        [
            None
            if isinstance(value, str) and any(form.match(value) for form in (ID, DATE, TIME))
            else str(value)
            for value in row.values()
        ]
        + [str(value) for value in row.values()]
    )


def _key(row: Row) -> str:
    named = [
        f"{key}={row[key]}" for key in ("id", "uuid", "binary", "host", "name") if row.get(key) is not None
    ]
    return " ".join(named[:3]) or "a row"


def main(one: pathlib.Path, other: pathlib.Path) -> int:
    sides = databases(one), databases(other)
    found = 0
    for name in sorted(sides[0].keys() & sides[1].keys()):
        comparison = Comparison(one, other)
        for line in comparison.tables(sides[0][name], sides[1][name]):
            print(f"{name} {line}")
            found += 1
    rows = sum(len(table) for tables in sides[0].values() for table in tables.values())
    print(f"{found} differences in {len(sides[0])} databases of {rows} rows", file=sys.stderr)
    return 1 if found or not rows else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
