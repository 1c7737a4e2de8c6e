"""Copies one SQLite database over another that a service has open: `restore_sqlite.py FROM TO`."""
import contextlib
import sqlite3
import sys


def main(source: str, target: str) -> None:
    """Raises sqlite3.Error when either cannot be opened, or the target stays locked for a minute."""
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as first, \
            contextlib.closing(sqlite3.connect(target, timeout=60)) as live:
        first.backup(live)


if __name__ == "__main__":
    main(*sys.argv[1:])
