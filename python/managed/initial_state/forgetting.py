"""Clear a process's caches after its databases were restored to their initial state.

`first_state.py restore` sends SIGUSR1, and waits for a file that the process writes after it cleared its caches.
Clearing a cache later would disturb a scenario.
"""

import os
import signal
from collections.abc import Callable
from typing import Any


def note_of(folder: str | os.PathLike[str], pid: int) -> str:
    """Return the path of the file that a process writes after it cleared its caches."""
    return os.path.join(folder, f"forgot.{pid}")


def clear_on_signal(
    folder: str, clear: Callable[[], Any], run: Callable[[Any], Any] = lambda do: do()
) -> None:
    """Call `clear` at each SIGUSR1, then write the process's file.

    run: calls the function that does both, for a service whose signal handlers must not block.
    """

    def clear_and_confirm() -> None:
        clear()
        with open(note_of(folder, os.getpid()), "w", encoding="utf-8"):
            pass

    signal.signal(signal.SIGUSR1, lambda *_: run(clear_and_confirm))
