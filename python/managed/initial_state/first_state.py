"""Save or restore the state of a running deployment's services: `first_state.py save|restore FOLDER [PID...]`.

Copies the stores, and every SQLite database below FOLDER. SQLite's online backup lets the services keep running.
After a restore the processes' caches are stale: sends SIGUSR1 to each PID, and waits until all have cleared them.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path

from managed.initial_state import forgetting

SAVED = "first-state"
STORES = "stores"
BUSY_SECONDS = 20
FORGET_SECONDS = 60
POLL_SECONDS = 0.01


def main(what: str, folder: Path, pids: list[str]) -> None:
    os.umask(0o077)
    saved = folder / SAVED
    if what == "save":
        for database in folder.glob("*/*.sqlite"):
            if saved not in database.parents:
                copy(database, saved / database.parent.name / database.name)
        shutil.copytree(folder / STORES, saved / STORES, dirs_exist_ok=True)
        return
    for database in saved.glob("*/*.sqlite"):
        copy(database, folder / database.parent.name / database.name)
    restore_files(saved / STORES, folder / STORES)
    clear_caches(folder, [int(pid) for pid in pids])


def clear_caches(folder: Path, pids: list[int]) -> None:
    """Signal all processes to clear their caches, and wait until they have. Exit if one does not within the timeout."""
    notes = {pid: Path(forgetting.note_of(folder, pid)) for pid in pids}
    for pid, note in notes.items():
        note.unlink(missing_ok=True)
        os.kill(pid, signal.SIGUSR1)
    deadline = time.monotonic() + FORGET_SECONDS
    while waiting := [pid for pid, note in notes.items() if not note.exists()]:
        if time.monotonic() > deadline:
            sys.exit(
                f"Processes {waiting} did not forget the old state within {FORGET_SECONDS} s; their logs say why."
            )
        time.sleep(POLL_SECONDS)


def copy(source: Path, target: Path) -> None:
    """Copy a database over another. Both may be in use."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as one,
        contextlib.closing(sqlite3.connect(target, timeout=BUSY_SECONDS)) as other,
    ):
        one.backup(other)


def restore_files(saved: Path, folder: Path) -> None:
    """Remove new files and restore missing ones. Folders stay, because they may be in use."""
    for path in folder.rglob("*"):
        if path.is_file() and not (saved / path.relative_to(folder)).exists():
            path.unlink(missing_ok=True)
    for path in saved.rglob("*"):
        target = folder / path.relative_to(saved)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
