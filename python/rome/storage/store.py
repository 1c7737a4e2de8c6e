"""One namespace of Redis, accessed with atomic scripts."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import redis

from rome.errors import Lost, StoreFailed
from rome.storage import layout
from rome.storage.address import connect
from rome.storage.locks import Keeper

_SCRIPTS = Path(__file__).with_name("lua")
_listeners: list[Callable[[str], None]] = []


def on_round_trip(callback: Callable[[str], None]) -> None:
    """Call `callback(script)` before each round trip of a script, in the thread that makes it."""
    _listeners.append(callback)


class Store:
    """One namespace of Redis. Threads can share it.

    Methods that run a script raise Lost if Redis cannot be reached or was emptied, and StoreFailed for another error of
    Redis.
    """

    def __init__(self, url: str) -> None:
        self.client, self.namespace = connect(url)
        texts = {path.stem: path.read_text() for path in _SCRIPTS.glob("*.lua")}
        head, first_rows, walk = (texts.pop(name) for name in ("marker", "first_rows", "walk"))
        head = f"local LAYOUT = '{layout.LAYOUT}'\n{head}"
        texts["fetch"] = first_rows + walk + texts["fetch"]
        self._scripts = {name: self.client.register_script(head + text) for name, text in texts.items()}
        self.keeper = Keeper(lambda held: self._run("renew", held))
        self.calls = 0  # approximate number of round trips: threads can lose a count

    def _run(self, script: str, given: Any) -> Any:
        self.calls += 1
        for listener in _listeners:
            listener(script)
        try:
            return self._scripts[script](args=[self.namespace, json.dumps(given)])
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Lost(f"rome: Redis is lost: {error}") from error
        except redis.ResponseError as error:
            if str(error).startswith("NOMARKER"):
                raise Lost(f"rome: {str(error).removeprefix('NOMARKER ')}") from error
            raise StoreFailed(f"rome: Redis failed to run {script}: {error}") from error

    def fetch(self, asks: list[dict]) -> list[tuple[str, str, str]]:
        """Return (table, primary key, raw row) of every row that matches the asks. See fetch.lua for their format."""
        names, lines = self._run("fetch", asks)
        flat = json.loads(names) or []  # Lua's empty table is an object
        return list(zip(flat[::2], flat[1::2], lines.split("\n")))

    def claim(self, given: dict) -> dict:
        """Take locks and look up rows; see claim.lua."""
        return json.loads(self._run("claim", given))

    def commit(self, given: dict) -> list[str]:
        """Commit a transaction. Return ['done'], or the kind of the conflict and its place; see commit.lua."""
        return self._run("commit", given)

    def release(self, token: str, locks: list[str]) -> None:
        """Release those of the locks that the transaction `token` holds."""
        self._run("release", {"token": token, "locks": locks})

    def next_ids(self, wanted: Mapping[str, tuple[int, int]]) -> dict[str, list[int]]:
        """Assign autoincrement ids in one round trip.

        `wanted`: for each table, how many ids, and an id that they must exceed.
        """
        last = json.loads(self._run("next_ids", wanted))
        return {
            table: list(range(last[table] - count + 1, last[table] + 1))
            for table, (count, _) in wanted.items()
        }

    def count(self, table: str) -> int:
        """Return the number of committed rows of a table."""
        return self.client.hlen(self.key("row", table))

    def ping(self) -> None:
        """Raise Lost if Redis cannot be reached, or if a ROME with this layout did not fill the namespace."""
        self.release("", [])

    def is_marked(self) -> bool:
        """Whether the namespace has a marker, of this layout or another."""
        found: list[bool] = []
        self._call_redis(lambda: found.append(bool(self.client.exists(self.key("rome")))))
        return found[0]

    def mark(self) -> None:
        """Write the namespace's marker. With it, an empty namespace is a database without rows."""
        self._call_redis(lambda: self.client.set(self.key("rome"), layout.LAYOUT))

    def wipe(self) -> None:
        """Remove every key of the namespace, including the marker."""

        def remove() -> None:
            for key in list(self.keys()):
                self.client.delete(key)

        self._call_redis(remove)

    def keys(self) -> Iterator[str]:
        """Return every key of the namespace."""
        return self.client.scan_iter(self._escaped() + ":*", count=1000)

    def key(self, *parts: str) -> str:
        """Return the name of a key, with the namespace in front."""
        return ":".join((self.namespace, *parts))

    def _escaped(self) -> str:
        return "".join("\\" + c if c in "*?[]^\\" else c for c in self.namespace)

    @staticmethod
    def _call_redis(work: Callable[[], Any]) -> None:
        """Run `work`. Raise Lost if Redis cannot be reached."""
        try:
            work()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Lost(f"rome: Redis is lost: {error}") from error
