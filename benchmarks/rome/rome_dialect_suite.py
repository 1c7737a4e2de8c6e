"""Runs SQLAlchemy's own suite for dialects (`sqlalchemy.testing.suite`) on ROME, with the SQLAlchemy of this Python.

rome_dialect_suite.py [-k EXPRESSION]

`dialect_suite/suite_requirements.py` says what is left out, and why. pytest is installed into the user's cache when it is
first needed. The last line has the numbers of tests; the exit code is 0 if none failed.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from environment import packages

_SUITE = pathlib.Path(__file__).with_name("dialect_suite")
_URL = "sqlite+rome:///suite"
# The plugin reads it from the working directory, and from pytest's root with SQLAlchemy 2.
_CONFIGURATION = f"""[sqla_testing]
requirement_cls=suite_requirements:Requirements
profile_file=profiles.txt
[db]
default={_URL}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite, and return the exit code."""
    parser = argparse.ArgumentParser(prog="rome_dialect_suite.py")
    parser.add_argument("-k", metavar="EXPRESSION", help="only tests whose names match")
    options = parser.parse_args(arguments)
    chosen = ["-k", options.k] if options.k else []
    given = [
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        "-p",
        "leaving_out",
        f"--dburi={_URL}",
    ]
    path = os.pathsep.join(map(str, (_SUITE, packages(_SUITE / "requirements.txt"))))
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "setup.cfg").write_text(_CONFIGURATION)
        done = subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "pytest",
                *given,
                f"--rootdir={folder}",
                *chosen,
                _SUITE / "test_dialect_suite.py",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr
    if done.returncode:
        print(done.stdout, done.stderr)
    counts = dict(reversed(found) for found in re.findall(r"(\d+) (passed|failed|skipped|error)", last))
    failed = int(counts.get("failed", 0)) + int(counts.get("error", 0))
    print(f"{counts.get('passed', 0)} passed, {failed} failed, {counts.get('skipped', 0)} left out")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
