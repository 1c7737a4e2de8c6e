"""Runs ROME's own tests and SQLAlchemy's suite for dialects on other Pythons and versions of SQLAlchemy.

rome_pythons.py [--sqlalchemy 2.0,2.1] PYTHON...

For each pair, pip installs ROME from its folder into a new environment, with the newest Glance and Nova, whose models the
tests use. Prints a line of a Markdown table per pair. The exit code is 0 if no test failed.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_TESTS = _ROOT / "tests/python"
_SUITE = pathlib.Path(__file__).with_name("rome_dialect_suite.py")
_VERSIONS = "import platform, redis, sqlalchemy as s; print(platform.python_version(), s.__version__, redis.__version__)"


def install(python: str, sqlalchemy: str, folder: pathlib.Path) -> str:
    """Make an environment in a folder, and return its interpreter."""
    subprocess.run([python, "-m", "venv", folder / "environment"], check=True)
    # A copy, because setuptools builds in the folder of its source.
    source = shutil.copytree(_ROOT / "python", folder / "source")
    own = str(folder / "environment/bin/python")
    pip = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, source, "glance", "nova", f"SQLAlchemy~={sqlalchemy}.0"], check=True)
    return own


def own_tests(python: str) -> tuple[str, bool]:
    """Run ROME's own tests. Return how many ran, failed and were skipped, and whether none failed."""
    done = subprocess.run(
        [python, "-W", "ignore", "-m", "unittest", "discover", "--start-directory", _TESTS / "rome"],
        env={**os.environ, "PYTHONPATH": str(_TESTS / "support")},
        capture_output=True,
        text=True,
    )
    ran = re.search(r"^Ran (\d+) tests?", done.stderr, re.MULTILINE)
    counts = dict(re.findall(r"(failures|errors|skipped)=(\d+)", done.stderr.rpartition("\n\n")[2]))
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    cell = f"{ran[1] if ran else 0} ran, {failed} failed, {counts.get('skipped', 0)} skipped"
    return cell, ran is not None and done.returncode == 0


def dialect_suite(python: str) -> tuple[str, bool]:
    """Run SQLAlchemy's suite. Return its last line, and whether nothing failed."""
    done = subprocess.run([python, _SUITE], capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
    return done.stdout.strip().splitlines()[-1], done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests on each pair, and return the exit code."""
    parser = argparse.ArgumentParser(prog="rome_pythons.py")
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--sqlalchemy", default="2.0,2.1", help="versions (default: 2.0,2.1)")
    options = parser.parse_args(arguments)
    print("| Python | SQLAlchemy | redis-py | ROME's tests | SQLAlchemy's suite |\n|---|---|---|---|---|")
    right = True
    for python in options.pythons:
        for sqlalchemy in options.sqlalchemy.split(","):
            with tempfile.TemporaryDirectory(prefix="rome-") as folder:
                own = install(python, sqlalchemy, pathlib.Path(folder))
                versions = subprocess.run(
                    [own, "-c", _VERSIONS], capture_output=True, text=True
                ).stdout.split()
                results = [own_tests(own), dialect_suite(own)]
            print(f"| {' | '.join([*versions, *(cell for cell, _ in results)])} |", flush=True)
            right = right and all(fine for _, fine in results)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
