"""Reads many rows in slices, so that no script keeps Redis from its other clients for long.

The rows are those of one instant all the same. While somebody reads in slices, each commit adds the keys of its rows to the
list of changes. After the last slice, one script reads the changed rows again, with the rows that they make necessary. If
nothing else has changed when it runs, all rows are those of its instant. Otherwise it runs again for the later changes.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

from rome.storage import layout

Row = tuple[str, str, str]  # table, primary key, raw row
Run = Callable[[str, Any], Any]

# The number of rows that one script reads, and their length. With a thousand servers and what belongs to them, it takes
# about 4 ms.
ROOM = 4000
BYTES = 4_000_000
# Rows that a list's first rows are read beyond its limit. So many of those that were read may change meanwhile.
_SPARE = 8
_VALUES = 1000  # per request
_SAMPLE = 200  # values from which the number of rows is estimated
_CHANGES = 200  # per request
_ATTEMPTS = 3


class _Restart(Exception):
    """The rows that were read so far are of no use."""


def rows_of(names: str, lines: str) -> list[Row]:
    """Return the rows of a script's reply; see collector() in rows.lua."""
    flat = json.loads(names) or []  # Lua's empty table is an object
    return list(zip(flat[::2], flat[1::2], lines.split("\n")))


def may_fit(asks: list[dict]) -> bool:
    """Whether one script may have room for the rows: not if they are looked up by more constants."""
    return all(
        sum(len(alt["v"]) for alt in candidate.get("alts", ())) <= ROOM
        for ask in asks
        for candidate in ask["any"]
    )


def read(run: Run, primary: Callable[[], object], asks: list[dict]) -> list[Row] | None:
    """Return the rows of the asks in slices; None if others change too many of them meanwhile.

    `run` runs a script. `primary` returns the server that has the namespace: a new primary may lack what was read.
    """
    for _ in range(_ATTEMPTS):
        found = primary()
        try:
            rows = _Reading(run, asks).all()
        except _Restart:
            continue
        if primary() is found:
            return rows
    return None


class _Reading:
    """One attempt to read the rows of the asks."""

    def __init__(self, run: Run, asks: list[dict]) -> None:
        self._run = run
        self._asks = [_with_spare(ask) for ask in asks]
        self._rows: dict[str, dict[str, str]] = {ask["t"]: {} for ask in asks}  # by table and primary key
        self._spare = {ask["t"]: _SPARE for ask in asks if "cut" in ask}
        self._order: list[int] = []  # the asks that were read, from 1
        self._watch = uuid.uuid4().hex

    def all(self) -> list[Row]:
        position = 0
        while len(self._order) < len(self._asks):
            number, candidate, watch, length = self._run(
                "weigh",
                {"asks": [self._left(n) for n in range(1, len(self._asks) + 1)], "watch": self._watch},
            )
            if not self._order:
                self._watch, position = watch, length
            elif watch != self._watch:
                raise _Restart
            ask = self._asks[number - 1]
            if candidate >= 0:
                self._read(ask, candidate)
            elif not self._walk(ask):
                del ask["cut"]["walk"]
                continue
            self._order.append(number)
        self._catch_up(position)
        return [(table, pk, raw) for table, rows in self._rows.items() for pk, raw in rows.items()]

    def _left(self, number: int) -> dict:
        """Return an ask as weigh.lua takes it, with the values that are known by now."""
        ask = self._asks[number - 1]
        if number in self._order:
            return {"t": ask["t"], "any": [], "done": True}
        known = [self._alts(candidate) for candidate in ask["any"]]
        # A candidate that is not known yet is derived from an ask that does not exist, so it is never ready.
        sampled = [
            {"from": [[0, ""]]} if alts is None else {"alts": [_sample(a) for a in alts]} for alts in known
        ]
        return {**ask, "any": sampled}

    def _alts(self, candidate: dict) -> list[dict] | None:
        """Return a candidate's values; None if they are derived from rows that were not read yet."""
        if "alts" in candidate:
            return candidate["alts"]
        if not {number for number, _ in candidate["from"]}.issubset(self._order):
            return None
        values = dict.fromkeys(candidate["v"])
        for number, column in candidate["from"]:
            for raw in self._rows[self._asks[number - 1]["t"]].values():
                value = layout.column_of(column, raw)
                if value is not None:
                    values[layout.text(value)] = None
        place = {"pk": True} if "pk" in candidate else {"c": candidate["c"]}
        return [{**place, "v": list(values)}]

    def _read(self, ask: dict, candidate: int) -> None:
        """Read all rows of an ask by one of its candidates, or the whole table."""
        room = ROOM // (8 if "cut" in ask else 4)
        for alt in [None] if candidate == 0 else self._alts(ask["any"][candidate - 1]) or []:
            values, first, cursor = alt["v"] if alt else [""], 0, "0"
            while first < len(values):
                part = {"alt": {**alt, "v": values[first : first + min(room, _VALUES)]}} if alt else {}
                given = {"ask": {**ask, "any": []}, **part, "room": room, "cursor": cursor}
                done, cursor, *rows = self._replied("slice", given)
                self._take(rows)
                first += done
                room = _fitting(room, rows)

    def _walk(self, ask: dict) -> bool:
        """Read the first rows of an ask along its ordered index. Return False if Redis cannot compare them."""
        given = {"ask": {**ask, "any": []}, "room": ROOM // 8, "from": "", "kept": 0, "last": ""}
        first, state = ask["cut"]["first"], "more"
        kept: dict[str, str] = {}
        while state == "more":
            state, given["from"], *rows = self._replied("walk_slice", given)
            found = {pk: raw for _, pk, raw in rows_of(*rows)}
            if not kept.keys().isdisjoint(found):  # others moved a row along the index
                raise _Restart
            kept |= found
            if given["kept"] < first <= len(kept):
                given["last"] = list(kept.values())[first - 1]
            given["kept"] = len(kept)
        if state == "done":
            self._rows[ask["t"]].update(kept)
        return state == "done"

    def _catch_up(self, position: int) -> None:
        """Read what changed since the first slice."""
        more = True
        while more:
            given = {
                "asks": [_derived_only(ask) for ask in self._asks],
                "order": self._order,
                "from": position,
                "count": _CHANGES,
                "room": ROOM,
            }
            names, more, *rows = self._replied("catch_up", given)
            changed = json.loads(names) or []
            for table, pk in zip(changed[::2], changed[1::2]):
                if self._rows.get(table, {}).pop(pk, None) is not None and table in self._spare:
                    # Without too many of these rows, others can be among the first.
                    self._spare[table] -= 1
                    if self._spare[table] < 0:
                        raise _Restart
            self._take(rows)
            position += len(changed) // 2

    def _replied(self, script: str, given: dict) -> list:
        answer = self._run(script, {**given, "watch": self._watch})
        if not answer:
            raise _Restart
        return answer

    def _take(self, rows: list) -> None:
        for table, pk, raw in rows_of(*rows):
            self._rows[table][pk] = raw


def _sample(alt: dict) -> dict:
    return {**alt, "v": alt["v"][:_SAMPLE], "of": len(alt["v"])} if len(alt["v"]) > _SAMPLE else alt


def _with_spare(ask: dict) -> dict:
    return {**ask, "cut": {**ask["cut"], "first": ask["cut"]["first"] + _SPARE}} if "cut" in ask else ask


def _derived_only(ask: dict) -> dict:
    """Return an ask with only those values that are derived from other rows: rows with the others are known."""
    return {"t": ask["t"], "any": [{**each, "v": []} for each in ask["any"] if "from" in each]}


def _fitting(room: int, rows: list) -> int:
    """Return how many rows fit into a slice, by the rows of the last one."""
    found = rows[1].count("\n") + 1
    return max(1, min(room, BYTES // 4 * found // max(1, len(rows[1]))))
