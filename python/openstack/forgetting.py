"""Has a process forget what it remembers of databases that are in their first state again.

`first_state.py restore` sends SIGUSR1 and waits for the process's note: what is forgotten later would be forgotten in the
middle of a scenario.
"""

import os
import signal
from collections.abc import Callable
from typing import Any


def note_of(folder: str | os.PathLike[str], pid: int) -> str:
    """Path of the file that says that a process has forgotten."""
    return os.path.join(folder, f"forgot.{pid}")


def when_told(folder: str, forget: Callable[[], Any], run: Callable[[Any], Any] = lambda do: do()) -> None:
    """Calls `forget` at each SIGUSR1. `run` starts it, where a signal handler itself must not wait for anything."""

    def forget_and_say_so() -> None:
        forget()
        with open(note_of(folder, os.getpid()), "w", encoding="utf-8"):
            pass

    signal.signal(signal.SIGUSR1, lambda *_: run(forget_and_say_so))
