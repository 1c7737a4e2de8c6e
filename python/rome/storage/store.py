"""One namespace of Redis, through scripts that each do their work at one instant."""

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
    """Have `callback(script)` called, in the caller's thread, before each round trip of a store's script."""
    _listeners.append(callback)


class Store:
    """Safe to share between threads. Every method raises Lost when Redis cannot be reached or was emptied."""

    def __init__(self, url: str) -> None:
        self.client, self.namespace = connect(url)
        texts = {path.stem: path.read_text() for path in _SCRIPTS.glob("*.lua")}
        head, first_rows, walk = (texts.pop(name) for name in ("marker", "first_rows", "walk"))
        head = f"local LAYOUT = '{layout.LAYOUT}'\n{head}"
        texts["fetch"] = first_rows + walk + texts["fetch"]
        self._scripts = {name: self.client.register_script(head + text) for name, text in texts.items()}
        self.keeper = Keeper(lambda held: self._run("renew", held))
        self.calls = 0  # round trips so far (about: threads may lose a count)

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
            raise StoreFailed(f"rome: Redis refused a {script}: {error}") from error

    def fetch(self, asks: list[dict]) -> list[tuple[str, str, str]]:
        """(table, primary key, raw row) of every row the asks (see fetch.lua) bound."""
        names, lines = self._run("fetch", asks)
        flat = json.loads(names) or []  # Lua's empty table is an object
        return list(zip(flat[::2], flat[1::2], lines.split("\n")))

    def claim(self, given: dict) -> dict:
        """Lock and look up; see claim.lua."""
        return json.loads(self._run("claim", given))

    def commit(self, given: dict) -> list[str]:
        """['done'], or the kind of what stood against it and what it is about; see commit.lua."""
        return self._run("commit", given)

    def release(self, token: str, locks: list[str]) -> None:
        self._run("release", {"token": token, "locks": locks})

    def next_ids(self, counts: Mapping[str, int]) -> dict[str, range]:
        """As many autoincrement ids of each table as are asked for, in one round trip."""
        last = json.loads(self._run("next_ids", counts))
        return {table: range(last[table] - count + 1, last[table] + 1) for table, count in counts.items()}

    def next_id(self, table: str) -> int:
        return self.next_ids({table: 1})[table][0]

    def count(self, table: str) -> int:
        """Committed rows of a table."""
        return self.client.hlen(self.key("row", table))

    def ping(self) -> None:
        """Raises Lost as every script does: where Redis is away, or the namespace was not filled by this ROME."""
        self.release("", [])

    def is_marked(self) -> bool:
        """Whether the namespace was filled, by this ROME or by one with another layout."""
        found: list[bool] = []
        self._plainly(lambda: found.append(bool(self.client.exists(self.key("rome")))))
        return found[0]

    def mark(self) -> None:
        """Write the namespace's marker: from now on its emptiness means no rows."""
        self._plainly(lambda: self.client.set(self.key("rome"), layout.LAYOUT))

    def wipe(self) -> None:
        """Remove every key of the namespace, the marker too."""

        def remove() -> None:
            for key in list(self.keys()):
                self.client.delete(key)

        self._plainly(remove)

    def keys(self) -> Iterator[str]:
        """Every key of the namespace."""
        return self.client.scan_iter(self._escaped() + ":*", count=1000)

    def key(self, *parts: str) -> str:
        return ":".join((self.namespace, *parts))

    def _escaped(self) -> str:
        return "".join("\\" + c if c in "*?[]^\\" else c for c in self.namespace)

    @staticmethod
    def _plainly(work: Callable[[], Any]) -> None:
        try:
            work()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Lost(f"rome: Redis is lost: {error}") from error
