"""Runs Nova's own tests of its databases, from the installed package, on ROME and on SQLite: the results are equal.

Each day runs another third of them. With NOVA_DB_TESTS=all in the environment, all run, which takes about four minutes
of CPU time.
"""

import datetime
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from db_tests import modules
from rome.survey_cases import CASES

_ROOT = Path(__file__).parents[4]
_SUPPORT = _ROOT / "tests/python/support"
# The number of tests in Nova 26.2.2. Three of them are skipped, because they need MySQL or PostgreSQL.
_COUNT = 656
_PARTS = 1 if os.environ.get("NOVA_DB_TESTS") == "all" else 3


def start(backend: str, references: str, tests: list[str], part: str = "0/1") -> subprocess.Popen:
    path = os.pathsep.join([str(_SUPPORT), os.environ["PYTHONPATH"]])
    return subprocess.Popen(
        [sys.executable, _SUPPORT / "db_tests/nova_db_tests.py", backend, references, part, *tests],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def outcome(process: subprocess.Popen) -> dict:
    said, complained = process.communicate()
    if process.returncode:
        raise RuntimeError(complained.decode())
    return json.loads(said)


class NovaDriver(unittest.TestCase):
    maxDiff = None

    def test_every_module_is_listed(self) -> None:
        folder = modules.folder() / "unit/db"
        here = {
            ".".join(("nova.tests.unit.db", *path.relative_to(folder).with_suffix("").parts))
            for path in folder.rglob("test_*.py")
        }
        self.assertEqual(here, {*modules.NOVA, *modules.LEFT_OUT})

    def test_rome_passes_the_same_tests_as_sqlite(self) -> None:
        tests = [*modules.NOVA, *modules.functional()]
        first = datetime.date.today().toordinal() % _PARTS
        part = f"{first}/{_PARTS}"
        both = start("sqlite", "ignored", tests, part), start("rome", "enforced", tests, part)
        on_sqlite, on_rome = (outcome(process) for process in both)
        self.assertEqual(len(on_sqlite["outcomes"]), len(range(first, _COUNT, _PARTS)), f"part {part}")
        self.assertEqual(set(on_rome["outcomes"]), set(on_sqlite["outcomes"]))
        lost = {
            test: text for test, text in on_rome["outcomes"].items() if on_sqlite["outcomes"][test] != text
        }
        # The survey has a case for each construct that Nova's statements need.
        self.assertEqual(set(on_rome["constructs"]) - set(CASES), set())
        # Some tests insert rows without their parents. SQLite with foreign keys enforced passes none of these, and ROME
        # without foreign keys passes all.
        both = start("sqlite", "enforced", sorted(lost)), start("rome", "ignored", sorted(lost))
        enforced, ignored = (outcome(process)["outcomes"] for process in both)
        self.assertEqual({test: lost[test] for test, text in enforced.items() if text == "ok"}, {})
        self.assertEqual({test: text for test, text in ignored.items() if text != "ok"}, {})


if __name__ == "__main__":
    unittest.main()
