"""Saving and restoring databases and files that are in use."""

import pathlib
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python/openstack"))

import first_state  # noqa: E402


class FirstState(unittest.TestCase):
    """A database that others have open, in write-ahead mode, as the services have it."""

    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = pathlib.Path(kept.name)
        (self.folder / "nova").mkdir()
        (self.folder / "stores/fast").mkdir(parents=True)
        (self.folder / "stores/fast/image").write_text("data", encoding="utf-8")
        self.open = sqlite3.connect(self.folder / "nova/api.sqlite")
        self.addCleanup(self.open.close)
        self.open.execute("PRAGMA journal_mode=WAL")
        self.open.execute("CREATE TABLE things (name TEXT)")
        self.open.execute("INSERT INTO things VALUES ('first')")
        self.open.commit()
        first_state.main("save", str(self.folder), [])

    def names(self) -> list[str]:
        return [name for (name,) in self.open.execute("SELECT name FROM things ORDER BY name")]

    def test_an_open_connection_sees_the_first_state_again(self) -> None:
        self.open.execute("INSERT INTO things VALUES ('second')")
        self.open.execute("CREATE TABLE more (name TEXT)")
        self.open.commit()
        self.assertEqual(self.names(), ["first", "second"])
        first_state.main("restore", str(self.folder), [])
        self.assertEqual(self.names(), ["first"])
        self.open.execute("INSERT INTO things VALUES ('third')")
        self.open.commit()
        self.assertEqual(self.names(), ["first", "third"])
        with self.assertRaises(sqlite3.OperationalError):
            self.open.execute("SELECT * FROM more")

    def test_files_come_and_go(self) -> None:
        stores = self.folder / "stores/fast"
        (stores / "image").unlink()
        (stores / "other").write_text("more", encoding="utf-8")
        first_state.main("restore", str(self.folder), [])
        self.assertEqual([path.name for path in stores.iterdir()], ["image"])
        self.assertEqual((stores / "image").read_text(encoding="utf-8"), "data")


if __name__ == "__main__":
    unittest.main()
