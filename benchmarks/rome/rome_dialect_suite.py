"""Runs SQLAlchemy's own suite for dialects (`sqlalchemy.testing.suite`) on ROME, with the SQLAlchemy of this Python.

rome_dialect_suite.py [-k EXPRESSION]

`dialect_suite/suite_requirements.py` says what is left out, and why. pytest is installed into a virtual environment in the
user's cache when it is first needed. The last line has the numbers of tests; the exit code is 0 if none failed.
"""

import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence

_SUITE = pathlib.Path(__file__).with_name("dialect_suite")
_NEEDED = _SUITE / "requirements.txt"
_URL = "sqlite+rome:///suite"
# The plugin reads it from the working directory.
_CONFIGURATION = f"""[sqla_testing]
requirement_cls=suite_requirements:Requirements
profile_file=profiles.txt
[db]
default={_URL}
"""


def interpreter() -> pathlib.Path:
    """Return a Python that has this one's packages and pytest."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "run-scenarios")
    digest = hashlib.sha256(_NEEDED.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / f"pytest-{digest}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        making = pathlib.Path(tempfile.mkdtemp(prefix=".pytest-", dir=cache))
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", making], check=True)
        pip = [str(making / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "--requirement", str(_NEEDED)], check=True)
        try:
            making.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return folder / "bin/python"


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
        f"--rootdir={_SUITE}",
        f"--dburi={_URL}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "setup.cfg").write_text(_CONFIGURATION)
        done = subprocess.run(
            [
                interpreter(),
                "-W",
                "ignore",
                "-m",
                "pytest",
                *given,
                *chosen,
                _SUITE / "test_dialect_suite.py",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(_SUITE)},
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
