"""SQLite files as they can be copied."""

import contextlib
import sqlite3

from sqlalchemy.engine import make_url


def settle(connection: str) -> None:
    """Moves what is left in SQLite's write-ahead log into the file, so that the file alone can be copied.

    connection: the database's URL, as the service's configuration has it. Nothing is to be done for another kind.
    """
    url = make_url(connection)
    if url.get_backend_name() != "sqlite":
        return
    with contextlib.closing(sqlite3.connect(url.database)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
