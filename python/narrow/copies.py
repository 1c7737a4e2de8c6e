"""Copies of SQLite databases in use."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing


def copy(files: Sequence[Mapping[str, str]]) -> None:
    """Copy each database of `files`, from the path `from` to the path `to`, as it is at one moment.

    Only its owner can read a copy. Raises sqlite3.Error if a database cannot be read or a copy cannot be written.
    """
    for paths in files:
        os.close(os.open(paths["to"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"file:{paths['from']}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(paths["to"])) as target,
        ):
            source.backup(target)
