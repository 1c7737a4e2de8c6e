"""Verifies a namespace that is not in use: `python3 -m rome.check --url URL --models NAME`.

It checks that every row has its entries in the indexes, the ordered indexes and the unique values, that every entry has
its row, that every reference has its parent row, and that no id was assigned twice. The exit code is 0 without findings
and 2 if the namespace cannot be read. Otherwise it is 1, with one line per finding. Concurrent writes cause false
findings.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import redis
from sqlalchemy import MetaData

from rome.errors import Lost
from rome.models import MODELS
from rome.schema.tables import Columns, TableInfo, Tables
from rome.storage import layout
from rome.storage.store import Store

# Parts of key names that belong to no table: the marker, the counter of births, and state of running transactions.
_NON_TABLE_PARTS = ("rome", "births", "changes", "lock", "wait", "done")
_BATCH = 1000
Entries = set[tuple[str, str]]


class Checked(NamedTuple):
    """Result of a check.

    `rows`: number of rows. `entries`: number of entries in indexes and unique values. `findings`: one sentence for each
    inconsistency.
    """

    rows: int
    entries: int
    findings: list[str]


def check(url: str, metadata: Sequence[MetaData], references: bool = True) -> Checked:
    """Check every table of `metadata` in the namespace of `url`. `references`: whether foreign keys were enforced.

    Raises ValueError for an invalid URL, and Lost if Redis cannot be reached or the namespace has no marker.
    """
    store, tables = Store(url), Tables(metadata, references)
    try:
        store.ping()
        keys = set(store.keys())
        rows = {name: dict(_rows(store, info)) for name, info in tables.items()}
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise Lost(f"rome: Redis is lost: {error}") from error
    findings: list[str] = []
    held = {kind: _stored_entries(store, kind, keys) for kind in _KINDS}
    needed: dict[str, Entries] = {kind: set() for kind in _KINDS}
    for name, info in tables.items():
        decoded = dict(_decoded(info, rows[name], findings))
        for pk, stored in decoded.items():
            for kind, entries in _KINDS.items():
                needed[kind].update(entries(info, stored.row, pk))
        findings += _id_findings(store, info, decoded)
    for kind, wanted in needed.items():
        findings += [f"{kind} {entry} is missing" for entry in sorted(wanted - held[kind])]
        findings += [f"{kind} {entry} has no row" for entry in sorted(held[kind] - wanted)]
    findings += _reference_findings(tables, rows, held["unq"])
    findings += [
        f"{key} belongs to no table"
        for key in sorted(keys)
        if _part(store, key) not in (*_NON_TABLE_PARTS, "row", "seq", *_KINDS)
    ]
    return Checked(sum(map(len, rows.values())), sum(map(len, held.values())), findings)


# Maps the second part of a key's name to a function that returns the entries a row needs there, as
# (rest of the key, value).
_KINDS: dict[str, Callable[[TableInfo, Sequence, str], Iterable[tuple[str, str]]]] = {
    "idx": lambda info, row, pk: {(name, pk) for name in info.index_sets(row)},
    "ord": lambda info, row, pk: info.places(row),
    "unq": lambda info, row, pk: {
        (f"{info.name}:{','.join(columns)}", json.dumps([value, pk]))
        for columns, value in info.unique_values(row)
    },
}


def _part(store: Store, key: str) -> str:
    return key[len(store.namespace) + 1 :].split(":", 1)[0]


def _stored_entries(store: Store, kind: str, keys: set[str]) -> Entries:
    found: Entries = set()
    for key in keys:
        if _part(store, key) == kind:
            name = key[len(store.key(kind)) + 1 :]
            if kind == "idx":
                found.update((name, pk) for pk in store.client.smembers(key))
            elif kind == "ord":
                found.update((name, place) for place in store.client.zrange(key, 0, -1))
            else:
                found.update(
                    (name, json.dumps([value, pk])) for value, pk in store.client.hgetall(key).items()
                )
    return found


def _rows(store: Store, info: TableInfo) -> Iterator[tuple[str, str]]:
    yield from store.client.hscan_iter(store.key("row", info.name), count=_BATCH)


def _decoded(
    info: TableInfo, rows: dict[str, str], findings: list[str]
) -> Iterator[tuple[str, layout.Stored]]:
    for pk, raw in rows.items():
        try:
            stored = layout.decode(info.columns, raw)
        except ValueError as error:
            findings.append(f"row {info.name} {pk} cannot be read: {error}")
            continue
        if layout.join(info.key_of(stored.row)) != pk:
            findings.append(f"row {info.name} {pk} has the wrong key: {info.key_of(stored.row)}")
        yield pk, stored


def _id_findings(store: Store, info: TableInfo, rows: dict[str, layout.Stored]) -> Iterator[str]:
    births = [stored.birth for stored in rows.values()]
    if len(set(births)) < len(births):
        yield f"table {info.name}: two rows have the same birth"
    if info.auto:
        ids = (info.get(stored.row, info.auto) for stored in rows.values())
        highest = max((one for one in ids if isinstance(one, int)), default=0)
        last = int(store.client.get(store.key("seq", info.name)) or 0)
        if highest > last:
            yield f"table {info.name}: id {highest} is there, {last} is the last that was given out"


def _reference_findings(tables: Tables, rows: dict[str, dict[str, str]], uniques: Entries) -> Iterator[str]:
    held = {(name, json.loads(entry)[0]) for name, entry in uniques}
    for name, info in tables.items():
        for reference in info.references:
            place, targets = cast("tuple[str, Columns]", tables.target(reference))
            mine = dict(zip(reference.targets, reference.columns))
            for pk, raw in rows[name].items():
                value = info.value(layout.decode(info.columns, raw).row, tuple(mine[t] for t in targets))
                there = (
                    value in rows[reference.parent]
                    if place == ""
                    else (f"{reference.parent}:{place}", value) in held
                )
                if value is not None and not there:
                    yield f"row {name} {pk} refers to {reference.parent} {value}, which is not there"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    parser = argparse.ArgumentParser(prog="rome.check", description="Verify a namespace that is not in use.")
    parser.add_argument("--url", required=True, help="unix:///path/redis.sock?namespace=NAME or redis://...")
    parser.add_argument("--models", required=True, choices=sorted(MODELS), help="models of the tables")
    parser.add_argument("--no-references", action="store_true", help="foreign keys were not enforced")
    options = parser.parse_args(arguments)
    try:
        checked = check(options.url, MODELS[options.models](), not options.no_references)
    except (ValueError, Lost) as error:
        print(f"rome.check: {error}", file=sys.stderr)
        return 2
    for finding in checked.findings:
        print(finding)
    print(f"{checked.rows} rows, {checked.entries} entries, {len(checked.findings)} findings")
    return 1 if checked.findings else 0


if __name__ == "__main__":
    sys.exit(main())
