"""Copies every row of a SQLite database into Redis: `python3 -m rome.seed --sqlite FILE --url URL --models NAME`.

The seed first empties the namespace. It writes the marker last, so ROME refuses a namespace whose seed failed midway.
"""

import argparse
import itertools
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from sqlalchemy import MetaData

from rome.models import MODELS
from rome.schema.quoting import listed, quoted
from rome.schema.tables import TableInfo, Tables
from rome.storage import layout
from rome.storage.store import Store

_BATCH = 500  # rows per pipeline


def seed(sqlite: str, url: str, metadata: Sequence[MetaData]) -> dict[str, int]:
    """Copy all rows of the file `sqlite`. Return the number of rows by table.

    Raises FileNotFoundError if the file cannot be opened, and ValueError if it lacks a table of the models.
    """
    tables, store = Tables(metadata), Store(url)
    with closing(_open(sqlite)) as source:
        present = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        missing = sorted(set(tables) - present)
        if missing:
            raise ValueError(f"{sqlite} has no table {', '.join(missing)}; was it migrated to this version?")
        store.wipe()
        births = itertools.count(1)
        copied = {info.name: _copy(source, info, store, births) for info in tables.values()}
    store.write([("SET", store.key("births"), next(births))])
    store.mark()
    return copied


def _open(path: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.OperationalError as error:
        raise FileNotFoundError(f"cannot open {path}: {error}") from error


def _copy(source: sqlite3.Connection, info: TableInfo, store: Store, births: Iterator[int]) -> int:
    commands: list[tuple] = []
    count, highest = 0, 0
    for row in _rows(source, info):
        count += 1
        pk = layout.join(info.key_of(row))
        birth = next(births)
        commands.append(
            ("HSET", store.key("row", info.name), pk, f"1 {birth} {layout.encode(info.columns, row)}")
        )
        commands += [("SADD", store.key("idx", name), pk) for name in info.index_sets(row)]
        commands += [("ZADD", store.key("ord", name), 0, place) for name, place in info.places(row)]
        commands += [
            ("HSET", store.key("unq", info.name, ",".join(columns)), value, pk)
            for columns, value in info.unique_values(row)
        ]
        if info.auto:
            highest = max(highest, int(info.get(row, info.auto)))
        if count % _BATCH == 0:
            store.write(commands)
            commands = []
    if info.auto:
        commands.append(("SET", store.key("seq", info.name), max(highest, _last_id(source, info))))
    store.write(commands)
    return count


def _rows(source: sqlite3.Connection, info: TableInfo) -> Iterator[tuple]:
    """Return the rows in the order of their insertion, in which SQLite returns them without ORDER BY."""
    return source.execute(f"SELECT {listed(info.columns)} FROM {quoted(info.name)} ORDER BY rowid")


def _last_id(source: sqlite3.Connection, info: TableInfo) -> int:
    """Return the highest id that was ever assigned, if the table has AUTOINCREMENT; 0 if unknown."""
    if not source.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        return 0
    found = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (info.name,)).fetchone()
    return found[0] if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code. It prints the number of copied rows as JSON."""
    parser = argparse.ArgumentParser(prog="rome.seed", description="Copy a SQLite database into Redis.")
    parser.add_argument(
        "--sqlite", required=True, metavar="FILE", help="database filled by the service's tools"
    )
    parser.add_argument("--url", required=True, help="unix:///path/redis.sock?namespace=NAME or redis://...")
    parser.add_argument("--models", required=True, choices=sorted(MODELS), help="models of the tables")
    options = parser.parse_args(arguments)
    try:
        copied = seed(options.sqlite, options.url, MODELS[options.models]())
    except (OSError, ValueError, sqlite3.Error) as error:
        print(f"rome.seed: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"rows": sum(copied.values()), "tables": copied}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
