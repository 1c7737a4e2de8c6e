"""SQLite files as they can be copied."""

import contextlib
import sqlite3


def settle(path):
    """Moves what is left in the write-ahead log into the file, so that the file alone can be copied."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
