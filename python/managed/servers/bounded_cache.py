"""A dictionary that does not grow for ever, for caches that never remove an entry."""

import contextlib
import threading
from typing import Any


class BoundedCache(dict[Any, Any]):
    """Holds at most `most` entries. A new entry replaces the oldest one."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._lock = threading.Lock()

    def __setitem__(self, key: Any, value: Any) -> None:
        with self._lock:
            if key not in self and len(self) >= self._most:
                # Another thread, or a signal, may remove entries meanwhile, without the lock. Then there is room.
                with contextlib.suppress(KeyError, RuntimeError, StopIteration):
                    del self[next(iter(self))]
            super().__setitem__(key, value)
