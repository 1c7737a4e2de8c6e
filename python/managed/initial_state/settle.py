"""Prepare SQLite files for copying."""

import contextlib
import sqlite3

from sqlalchemy.engine import make_url


def settle(connection: str) -> None:
    """Move the content of SQLite's write-ahead log into the database file, so that copying this file is enough.

    connection: the database's URL, as in the service's configuration. Does nothing for other databases.
    """
    url = make_url(connection)
    if url.get_backend_name() != "sqlite":
        return
    with contextlib.closing(sqlite3.connect(url.database)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
