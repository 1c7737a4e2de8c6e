"""Runs Glance's and Nova's own tests of their databases, from the installed packages, on SQLite and on ROME.

PYTHON rome_db_tests.py [--services glance nova] [--part K/N]

PYTHON: /usr/bin/python3 for Debian's packages, or `bin/python` of a release's environment. What the tests import beyond the
services is then installed into the user's cache. --part: of Nova's tests, every N-th from number K on. Prints a table and the
tests that ROME fails alone. ROME enforces foreign keys, and so does SQLite for Glance. Tests that insert rows without their
parents run again on ROME without foreign keys, as Nova has them on SQLite. The exit code is 0 if these pass.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_TESTS = _ROOT / "tests/python/support/db_tests"
sys.path[:0] = [str(_ROOT / "benchmarks"), str(_TESTS)]

from environment import packages  # noqa: E402
from modules import NOVA, functional  # noqa: E402

_PASSED = ("ok", "skipped", "expected failure")
Outcomes = Mapping[str, str]


def start(service: str, *arguments: str) -> subprocess.Popen:
    """Start the tests of a service. See glance_db_tests.py and nova_db_tests.py for the arguments."""
    folders = [_ROOT / "python", _ROOT / "tests/python/support"]
    if importlib.util.find_spec("oslotest") is None:
        folders.append(packages(pathlib.Path(__file__).parent / "db_tests/requirements.txt"))
    path = os.pathsep.join(map(str, folders))
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", _TESTS / f"{service}_db_tests.py", *arguments],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def outcomes(process: subprocess.Popen) -> Outcomes:
    """Return what the tests left."""
    text, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return json.loads(text)["outcomes"]


def passed(found: Outcomes) -> set[str]:
    return {test for test, outcome in found.items() if outcome in _PASSED}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests, and return the exit code."""
    parser = argparse.ArgumentParser(prog="rome_db_tests.py")
    parser.add_argument("--services", nargs="+", choices=("glance", "nova"), default=("glance", "nova"))
    parser.add_argument("--part", default="0/1", metavar="K/N")
    options = parser.parse_args(arguments)
    print(
        "| service | SQLAlchemy | tests | SQLite | ROME | ROME without foreign keys |\n|---|---|---|---|---|---|"
    )
    all_lost: list[str] = []
    for service in options.services:
        if service == "glance":
            both = start(service, "sqlite"), start(service, "rome")
        else:
            tests = [options.part, *NOVA, *functional()]
            both = start(service, "sqlite", "ignored", *tests), start(service, "rome", "enforced", *tests)
        on_sqlite, on_rome = map(outcomes, both)
        lost = sorted(passed(on_sqlite) - passed(on_rome))
        again = ""
        if lost and service == "nova":
            free = passed(outcomes(start(service, "rome", "ignored", "0/1", *lost)))
            again, lost = str(len(passed(on_rome) | free)), sorted(set(lost) - free)
        counts = [len(on_sqlite), len(passed(on_sqlite)), len(passed(on_rome)), again]
        cells = [f"{service.capitalize()} {version(service)}", version("SQLAlchemy"), *map(str, counts)]
        print(f"| {' | '.join(cells)} |", flush=True)
        all_lost += [f"{test}\n{on_rome.get(test, 'did not run')}" for test in lost]
    print(f"\n{len(all_lost)} fail on ROME alone", *all_lost, sep="\n")
    return 1 if all_lost else 0


if __name__ == "__main__":
    sys.exit(main())
