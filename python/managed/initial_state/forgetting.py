"""Clears a process's caches of databases that were restored to their initial state.

`first_state.py restore` sends SIGUSR1 and waits for the process's note: clearing a cache later would disturb a scenario.
"""

import os
import signal
from collections.abc import Callable
from typing import Any


def note_of(folder: str | os.PathLike[str], pid: int) -> str:
    """Path of the file that a process writes once its caches are cleared."""
    return os.path.join(folder, f"forgot.{pid}")


def when_told(folder: str, forget: Callable[[], Any], run: Callable[[Any], Any] = lambda do: do()) -> None:
    """Calls `forget` at each SIGUSR1, through `run`, because a signal handler must not block."""

    def forget_and_say_so() -> None:
        forget()
        with open(note_of(folder, os.getpid()), "w", encoding="utf-8"):
            pass

    signal.signal(signal.SIGUSR1, lambda *_: run(forget_and_say_so))
