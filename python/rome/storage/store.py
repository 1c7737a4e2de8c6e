"""One namespace of Redis, accessed with atomic scripts."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import redis

from rome.storage import layout, slices
from rome.storage.address import connect
from rome.storage.locks import Keeper
from rome.storage.servers import KEEP_MILLISECONDS

_SCRIPTS = Path(__file__).with_name("lua")
_BATCH = 1000  # keys per request
_listeners: list[Callable[[str], None]] = []


def on_round_trip(callback: Callable[[str], None]) -> None:
    """Call `callback(script)` before each round trip of a script, in the thread that makes it."""
    _listeners.append(callback)


class Store:
    """One namespace of Redis. Threads can share it.

    Its methods raise Lost if Redis cannot be reached or was emptied, and StoreFailed for another error of Redis. With
    replicas, they first wait for a failover; see servers.py.
    """

    def __init__(self, url: str) -> None:
        self.servers, self.namespace = connect(url)
        texts = {path.stem: path.read_text() for path in _SCRIPTS.glob("*.lua")}
        head, rows, first_rows, walk = (texts.pop(n) for n in ("marker", "rows", "first_rows", "walk"))
        head = f"local LAYOUT = '{layout.LAYOUT}'\n{head}"
        for name in ("fetch", "weigh", "slice", "walk_slice", "catch_up"):
            texts[name] = rows + first_rows + walk + texts[name]
        self._texts = {name: head + text for name, text in texts.items()}
        self._digests = {name: hashlib.sha1(text.encode()).hexdigest() for name, text in self._texts.items()}
        self.keeper = Keeper(lambda held: self.run("renew", held))
        self.calls = 0  # approximate number of round trips: threads can lose a count

    @property
    def client(self) -> redis.Redis:
        """A client of the server that has the namespace now. Its errors are redis-py's."""
        return self.servers.primary().client

    def run(self, script: str, given: Any) -> Any:
        """Run a script of lua/ with its argument, and return its reply."""
        self.calls += 1
        for listener in _listeners:
            listener(script)
        # The declared key never exists. Without it, a cluster that moves the namespace's slot to another server would
        # let a script write the keys that are still there, and fail in the middle.
        arguments = (1, self.namespace, self.namespace, json.dumps(given))

        def evaluate(client: redis.Redis) -> Any:
            send = self._send_commit if script == "commit" else redis.Redis.execute_command
            try:
                return send(client, "EVALSHA", self._digests[script], *arguments)
            except (
                redis.exceptions.NoScriptError
            ):  # a new server, or a new primary: scripts are not replicated
                return send(client, "EVAL", self._texts[script], *arguments)

        return self.servers.call(evaluate)

    def _send_commit(self, client: redis.Redis, *command: Any) -> Any:
        return self.servers.send(client, command)[0]

    def fetch(self, asks: list[dict]) -> list[slices.Row]:
        """Return (table, primary key, raw row) of every row that matches the asks, at one instant.

        See rows.lua for the format of asks. Others can be among the rows, as they are at the same instant. One script
        reads up to `ROOM` rows. More are read in slices, so that Redis serves other clients meanwhile.
        """
        rows = self._fetch(asks, slices.ROOM) if slices.may_fit(asks) else None
        if rows is None:
            rows = slices.read(self.run, self.servers.primary, asks)
        if rows is None:  # others change these rows all the time
            rows = self._fetch(asks, 0)
        return rows or []

    def _fetch(self, asks: list[dict], room: int) -> list[slices.Row] | None:
        answer = self.run("fetch", {"asks": asks, "room": room, "bytes": slices.BYTES})
        return slices.rows_of(*answer) if answer else None

    def claim(self, given: dict) -> dict:
        """Take locks and look up rows; see claim.lua."""
        return json.loads(self.run("claim", given))

    def commit(self, given: dict) -> list[str]:
        """Commit a transaction. Return ['done'], or the kind of the conflict and its place; see commit.lua."""
        return self.run("commit", {**given, "keep": KEEP_MILLISECONDS if self.servers.repeats else 0})

    def release(self, token: str, locks: list[str]) -> None:
        """Release those of the locks that the transaction `token` holds."""
        for start in range(0, max(1, len(locks)), _BATCH):
            self.run("release", {"token": token, "locks": locks[start : start + _BATCH]})

    def next_ids(self, wanted: Mapping[str, tuple[int, int]]) -> dict[str, list[int]]:
        """Assign autoincrement ids in one round trip.

        `wanted`: for each table, how many ids, and an id that they must exceed.
        """
        last = json.loads(self.run("next_ids", wanted))
        return {
            table: list(range(last[table] - count + 1, last[table] + 1))
            for table, (count, _) in wanted.items()
        }

    def count(self, table: str) -> int:
        """Return the number of committed rows of a table."""
        return self.servers.call(lambda client: client.hlen(self.key("row", table)))

    def write(self, commands: Iterable[tuple]) -> None:
        """Send commands whose repetition does no harm, in one round trip."""
        commands = list(commands)
        self.servers.call(lambda client: self.servers.send(client, *commands))

    def ping(self) -> None:
        """Raise Lost if Redis cannot be reached, or if a ROME with this layout did not fill the namespace."""
        self.release("", [])

    def is_marked(self) -> bool:
        """Whether the namespace has a marker, of this layout or another."""
        return bool(self.servers.call(lambda client: client.exists(self.key("rome"))))

    def mark(self) -> None:
        """Write the namespace's marker. With it, an empty namespace is a database without rows."""
        self.write([("SET", self.key("rome"), layout.LAYOUT)])

    def wipe(self) -> None:
        """Remove every key of the namespace, including the marker."""
        keys = self.servers.call(lambda client: list(self._keys(client)))
        for start in range(0, len(keys), _BATCH):
            self.write([("DEL", *keys[start : start + _BATCH])])

    def keys(self) -> Iterator[str]:
        """Return every key of the namespace. Raises redis-py's errors."""
        return self._keys(self.client)

    def _keys(self, client: redis.Redis) -> Iterator[str]:
        return client.scan_iter(self._escaped() + ":*", count=_BATCH)

    def key(self, *parts: str) -> str:
        """Return the name of a key, with the namespace in front."""
        return ":".join((self.namespace, *parts))

    def _escaped(self) -> str:
        return "".join("\\" + c if c in "*?[]^\\" else c for c in self.namespace)
