"""Runs Glance's own tests of its database driver, from the installed package, on ROME and on SQLite with foreign keys."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from rome.survey_cases import CASES

_SUPPORT = Path(__file__).parents[4] / "tests/python/support"


def run(backend: str) -> dict:
    path = os.pathsep.join([str(_SUPPORT), os.environ["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, _SUPPORT / "db_tests/glance_db_tests.py", backend],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return json.loads(done.stdout)


class GlanceDriver(unittest.TestCase):
    maxDiff = None

    def test_rome_passes_the_same_tests_as_sqlite_with_foreign_keys(self) -> None:
        on_rome, on_sqlite = run("rome"), run("sqlite")
        self.assertGreater(len(on_rome["outcomes"]), 200)
        self.assertEqual(set(on_rome["outcomes"]), set(on_sqlite["outcomes"]))
        # Both fail a test that expects no foreign keys. Its text differs.
        lost = {test: text for test, text in on_rome["outcomes"].items() if text != "ok"}
        also_lost = {test for test, text in on_sqlite["outcomes"].items() if text != "ok"}
        self.assertEqual(set(lost), also_lost, lost)
        # The survey has a case for each construct that Glance's statements need.
        self.assertEqual(set(on_rome["constructs"]) - set(CASES), set())


if __name__ == "__main__":
    unittest.main()
