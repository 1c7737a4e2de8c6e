"""Saving and restoring databases and files that are in use."""

import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from managed.initial_state import first_state, forgetting

SLEEPS = "import signal, time\nsignal.signal(signal.SIGUSR1, lambda *_: None)\nprint('ready', flush=True)\ntime.sleep(60)"


class FirstState(unittest.TestCase):
    """A database with open connections in write-ahead mode, like those of the services."""

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
        first_state.main("save", self.folder, [])

    def names(self) -> list[str]:
        return [name for (name,) in self.open.execute("SELECT name FROM things ORDER BY name")]

    def test_an_open_connection_sees_the_first_state_again(self) -> None:
        self.open.execute("INSERT INTO things VALUES ('second')")
        self.open.execute("CREATE TABLE more (name TEXT)")
        self.open.commit()
        self.assertEqual(self.names(), ["first", "second"])
        first_state.main("restore", self.folder, [])
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
        first_state.main("restore", self.folder, [])
        self.assertEqual([path.name for path in stores.iterdir()], ["image"])
        self.assertEqual((stores / "image").read_text(encoding="utf-8"), "data")

    def test_a_restore_ends_when_all_processes_have_forgotten(self) -> None:
        script = (
            "import time\nfrom managed.initial_state import forgetting\n"
            f"forgetting.clear_on_signal({str(self.folder)!r}, lambda: time.sleep(1))\n"
            "print('ready', flush=True)\nwhile True: time.sleep(60)"
        )
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
            self.addCleanup(process.kill)
            self.assertEqual(process.stdout.readline(), "ready\n")
            note = pathlib.Path(forgetting.note_of(self.folder, process.pid))
            for _ in range(2):
                first_state.main("restore", self.folder, [str(process.pid)])
                self.assertTrue(note.exists())
            process.kill()

    def test_a_process_that_does_not_forget_fails_the_restore(self) -> None:
        with subprocess.Popen([sys.executable, "-c", SLEEPS], stdout=subprocess.PIPE, text=True) as process:
            self.addCleanup(process.kill)
            self.assertEqual(process.stdout.readline(), "ready\n")
            with (
                mock.patch.object(first_state, "FORGET_SECONDS", 0.2),
                self.assertRaisesRegex(SystemExit, "did not forget"),
            ):
                first_state.main("restore", self.folder, [str(process.pid)])
            process.kill()


if __name__ == "__main__":
    unittest.main()
