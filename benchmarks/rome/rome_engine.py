"""Runs ROME's, Glance's and Nova's tests of databases on a replicated Redis, and prints a line for each file.

rome_engine.py [--engine cluster|sentinel] [FILE...]

FILE: a file in tests/python/rome without its ending, such as `test_transactions` or `services/test_nova_driver`; all that
can run on such a Redis if none is given. Nova's driver tests are complete, which takes about ten minutes.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_FILES = (
    "test_transactions",
    "test_concurrency",
    "test_check",
    "test_seed",
    "test_pushdown",
    "test_slices",
    "test_tables",
    "test_profile",
    "test_survey",
    "services/test_glance_driver",
    "services/test_nova_concurrency",
    "services/test_nova_discovery",
    "services/test_nova_driver",
)


def run(file: str, engine: str) -> bool:
    """Run a file's tests. Print its last lines, or everything if a test fails. Return whether all passed."""
    path = _ROOT / "tests/python/rome" / f"{file}.py"
    folders = [str(_ROOT / "python"), str(_ROOT / "tests/python/support")]
    environment = {"ROME_ENGINE": engine, "NOVA_DB_TESTS": "all", "PYTHONPATH": os.pathsep.join(folders)}
    command = [sys.executable, "-W", "ignore", "-m", "unittest", "discover"]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, "--start-directory", path.parent, "--pattern", path.name],
            cwd=folder,
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
        )
    ran = next((line for line in done.stderr.splitlines() if line.startswith("Ran ")), "Ran nothing")
    outcome = "passed" if done.returncode == 0 else "FAILED"
    print(
        f"{file} on {engine}: {ran.split(' in ')[0]}, {outcome}, {time.monotonic() - began:.0f} s", flush=True
    )
    if done.returncode:
        print(done.stderr, flush=True)
    return done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the files, and return the exit code."""
    parser = argparse.ArgumentParser(prog="rome_engine.py")
    parser.add_argument("--engine", choices=("cluster", "sentinel"), default="cluster")
    parser.add_argument("files", nargs="*", metavar="FILE", default=_FILES)
    options = parser.parse_args(arguments)
    passed = [run(file, options.engine) for file in options.files]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
