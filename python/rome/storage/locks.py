"""Locks of transactions in Redis. They are renewed while their process lives, and expire soon after it was killed."""

import contextlib
import os
import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

# A lock expires after this time without a renewal. It allows for renewals that a busy process misses.
LOCK_MILLISECONDS = 15_000
_RENEW_SECONDS = 1.5
_BATCH = 1000  # locks per script
WAIT_SECONDS = 50.0  # timeout of a waiting transaction, as in InnoDB


def row_lock(table: str, pk: str) -> str:
    """Return the name of a row's lock. `pk`: its primary key as text."""
    return f"row:{table}:{pk}"


def unique_lock(table: str, columns: Sequence[str], value: str) -> str:
    """Return the name of the lock of a unique value. `value`: the values of the columns as text."""
    return f"unq:{table}:{','.join(columns)}:{value}"


Renew = Callable[[Mapping[str, Any]], None]


class Keeper:
    """Renews the locks of one store's running transactions, in a thread that ends with the last of them.

    Threads can share it.
    """

    def __init__(self, renew: Renew) -> None:
        """`renew` sends its argument to renew.lua. Its errors are ignored, because the commit checks the locks."""
        self._renew = renew
        self._reset()
        _keepers.add(self)

    def _reset(self) -> None:
        self._held: dict[str, Collection[str]] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def keep(self, token: str, locks: Collection[str]) -> None:
        """Renew the locks of the transaction `token` from now on, including later additions to the collection."""
        with self._lock:
            self._held[token] = locks
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rome-locks", daemon=True)
                self._thread.start()

    def forget(self, token: str) -> None:
        """Stop the renewal for a transaction."""
        with self._lock:
            self._held.pop(token, None)

    def _run(self) -> None:
        while True:
            time.sleep(_RENEW_SECONDS)
            with self._lock:
                if not self._held:
                    self._thread = None
                    return
                held = [(token, sorted(locks)) for token, locks in self._held.items()]
            # Transactions with few locks are renewed together.
            batch: dict[str, list[str]] = {}
            for token, locks in held:
                for start in range(0, len(locks), _BATCH):
                    batch[token] = locks[start : start + _BATCH]
                    if sum(map(len, batch.values())) >= _BATCH:
                        self._send(batch)
                        batch = {}
            if batch:
                self._send(batch)

    def _send(self, held: Mapping[str, Sequence[str]]) -> None:
        with contextlib.suppress(Exception):
            self._renew({"ttl": LOCK_MILLISECONDS, "held": held})


_keepers: "weakref.WeakSet[Keeper]" = weakref.WeakSet()


def _after_fork() -> None:
    """Reset the keepers in a forked child, which has neither the parent's transactions nor its threads."""
    for keeper in list(_keepers):
        keeper._reset()


os.register_at_fork(after_in_child=_after_fork)
