"""Locks in Redis: taken by a transaction, renewed while its process lives, forgotten by Redis soon after a process was
killed."""

import os
import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

# Redis forgets a lock that was not renewed for so long. A busy process misses some renewals.
LOCK_MILLISECONDS = 15_000
_RENEW_SECONDS = 1.5
WAIT_SECONDS = 50.0  # then a waiter gives up, as InnoDB's does


def row_lock(table: str, pk: str) -> str:
    return f"row:{table}:{pk}"


def unique_lock(table: str, columns: Sequence[str], value: str) -> str:
    return f"unq:{table}:{','.join(columns)}:{value}"


Renew = Callable[[Mapping[str, Any]], None]


class Keeper:
    """Renews the locks of one store's running transactions, in a thread that ends when there are none. Safe to share
    between threads."""

    def __init__(self, renew: Renew) -> None:
        """`renew` sends the document that renew.lua takes; what it raises is passed over: the commit looks whether
        the locks are still held."""
        self._renew = renew
        self._reset()
        _keepers.add(self)

    def _reset(self) -> None:
        self._held: dict[str, Collection[str]] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def keep(self, token: str, locks: Collection[str]) -> None:
        """From now on `locks` are held by the transaction; later additions to the collection are seen, too."""
        with self._lock:
            self._held[token] = locks
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rome-locks", daemon=True)
                self._thread.start()

    def forget(self, token: str) -> None:
        with self._lock:
            self._held.pop(token, None)

    def _run(self) -> None:
        while True:
            time.sleep(_RENEW_SECONDS)
            with self._lock:
                if not self._held:
                    self._thread = None
                    return
                held = {token: list(locks) for token, locks in self._held.items()}
            try:
                self._renew({"ttl": LOCK_MILLISECONDS, "held": held})
            except Exception:
                continue


_keepers: "weakref.WeakSet[Keeper]" = weakref.WeakSet()


def _after_fork() -> None:
    """A child has neither its parent's transactions nor its threads."""
    for keeper in list(_keepers):
        keeper._reset()


os.register_at_fork(after_in_child=_after_fork)
