"""Copies of databases, also while a statement is narrowed."""

import json
import os
import sqlite3
import stat
import tempfile
import unittest
from contextlib import closing

from narrow.__main__ import answered


class Copies(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source, self.target = (os.path.join(folder.name, name) for name in ("a.sqlite", "b.sqlite"))

    def copied(self) -> dict[str, str]:
        return answered(json.dumps({"id": "7", "copy": [{"from": self.source, "to": self.target}]}))

    def test_a_copy_has_what_was_committed(self) -> None:
        with closing(sqlite3.connect(self.source)) as writer:
            writer.execute("PRAGMA journal_mode=WAL")
            writer.execute("CREATE TABLE things (name)")
            writer.execute("INSERT INTO things VALUES ('kept')")
            writer.commit()
            writer.execute("INSERT INTO things VALUES ('uncommitted')")
            self.assertEqual(self.copied(), {"id": "7", "outcome": "copied"})
        with closing(sqlite3.connect(self.target)) as copy:
            self.assertEqual(copy.execute("SELECT name FROM things").fetchall(), [("kept",)])
        self.assertEqual(stat.S_IMODE(os.stat(self.target).st_mode), 0o600)

    def test_a_missing_database_and_an_existing_copy_are_answers(self) -> None:
        self.assertEqual(self.copied()["outcome"], "unable")
        self.assertEqual(self.copied()["outcome"], "unable")
        self.assertFalse(os.path.exists(self.source))


if __name__ == "__main__":
    unittest.main()
