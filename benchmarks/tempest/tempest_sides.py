"""Runs Tempest's tests of images and servers on a deployment on SQL and on one on ROME, and compares the results.

tempest_sides.py [--release RELEASE] [--tests REGEX] [--smoke] [--concurrency 2] [--output FOLDER]
                 [--credentials SQL-OPENRC ROME-OPENRC]

Boots both with `run-scenarios up` and stops them at the end, unless --credentials names the files to source of running
ones. Tempest comes from PyPI, from the lock beside this file, into an environment in the user's cache. `left_out.txt` has
the tests that are left out, and why. Prints a table, the tests whose results differ, and those
that fail on both. The exit code is 0 if no result differs. FOLDER keeps tempest.conf and the logs of each side.
"""

import argparse
import csv
import io
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

_HERE = pathlib.Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
sys.path.insert(0, str(_HERE.parent))

from cloud import Cloud, configuration, variables  # noqa: E402
from environment import environment, packages  # noqa: E402
from qcow2 import served  # noqa: E402

SIDES = ("SQL", "ROME")
_TESTS = r"^tempest\.(serial_tests\.)?(api\.(image|compute)|scenario)\."
# Statuses of subunit2csv, and the column that counts them.
_COLUMNS = {"success": "passed", "xfail": "passed", "failure": "failed", "skip": "skipped"}
_SECONDS = "300"  # per test


class Tempest:
    """Tempest in its environment."""

    def __init__(self) -> None:
        lock = _HERE / "requirements.txt"
        self._python = str(environment(lock) / "bin/python")
        self._packages = packages(lock)

    def start(self, folder: pathlib.Path, tests: str, concurrency: int) -> subprocess.Popen:
        """Start the tests on the deployment of `folder`/tempest.conf. `results` reads what they leave there."""
        # All tests of a class run in one process, because they share what the class set up.
        (folder / ".stestr.conf").write_text(
            f"[DEFAULT]\ntest_path={self._packages}/tempest/test_discover\ntop_dir={self._packages}\n"
            "group_regex=([^\\.]*\\.)*\n"
        )
        chosen = ["--exclude-list", str(_HERE / "left_out.txt"), "--concurrency", str(concurrency)]
        own = {"TEMPEST_CONFIG_DIR": str(folder), "TEMPEST_CONFIG": "tempest.conf", "PYTHON": self._python}
        with (folder / "tests.log").open("w") as log:
            return subprocess.Popen(
                [self._python, "-m", "stestr.cli", "run", *chosen, tests],
                cwd=folder,
                env={**os.environ, **own, "OS_TEST_TIMEOUT": _SECONDS},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that its processes can be ended together
            )

    def results(self, folder: pathlib.Path) -> dict[str, str]:
        """Return the status of each test, and of each class that a failure or its settings skipped as a whole."""
        stream = self._output(folder, "stestr.cli", "last", "--subunit")
        table = self._output(folder, "subunit.filter_scripts.subunit2csv", "--no-passthrough", given=stream)
        rows = csv.DictReader(io.StringIO(table.decode()))
        return {re.sub(r"\[.*\]$", "", row["test"]): row["status"] for row in rows}

    def _output(self, folder: pathlib.Path, module: str, *arguments: str, given: bytes = b"") -> bytes:
        # Both commands report failed tests by their exit codes, too.
        return subprocess.run(
            [self._python, "-m", module, *arguments], cwd=folder, input=given, stdout=subprocess.PIPE
        ).stdout


@contextmanager
def deployments(release: str) -> Iterator[list[pathlib.Path]]:
    """Boot a deployment on SQL and one on ROME. Yield their files to source, and stop them at the end."""
    # A short path, because the address of a Unix socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="t-") as folder:
        tool = ["node", str(_ROOT / "dist/cli.js")]
        own = {**os.environ, "XDG_RUNTIME_DIR": folder}
        try:
            booted = subprocess.run(
                [*tool, "up", "rome", "--release", release],
                cwd=_ROOT,
                env=own,
                stdout=subprocess.PIPE,
                text=True,
            )
            found = [pathlib.Path(file) for file in re.findall(r"source (.*)", booted.stdout)]
            if booted.returncode or len(found) != len(SIDES):
                raise SystemExit(booted.stdout)
            yield sorted(found, key=lambda file: "baseline" not in str(file))
        finally:
            subprocess.run([*tool, "down"], cwd=_ROOT, env=own, stdout=subprocess.DEVNULL)


def compare(results: Mapping[str, Mapping[str, str]]) -> tuple[str, list[str], list[str]]:
    """Return the table, the tests whose results differ, each with both, and the tests that fail on all sides."""
    columns = list(dict.fromkeys(_COLUMNS.values()))
    lines = ["| deployment | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for side, statuses in results.items():
        found = [_COLUMNS[status] for status in statuses.values()]
        lines.append(f"| {side} | " + " | ".join(str(found.count(column)) for column in columns) + " |")
    first, second = results.values()
    tests = sorted({*first, *second})
    differing = [
        f"{test}: {first.get(test, 'not run')}, {second.get(test, 'not run')}"
        for test in tests
        if first.get(test) != second.get(test)
    ]
    failing = [test for test in tests if first.get(test) == second.get(test) == "failure"]
    return "\n".join(lines), differing, failing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests on both sides, and return the exit code."""
    parser = argparse.ArgumentParser(prog="tempest_sides.py")
    parser.add_argument("--release", default="debian")
    parser.add_argument("--tests", default=_TESTS, metavar="REGEX")
    parser.add_argument("--smoke", action="store_true", help="only tests with Tempest's tag `smoke`")
    parser.add_argument("--concurrency", type=int, default=2)
    parser.add_argument("--output", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--credentials", type=pathlib.Path, nargs=2, metavar="OPENRC")
    options = parser.parse_args(arguments)
    tests = options.tests + (r".*\[.*\bsmoke\b" if options.smoke else "")
    work = (options.output or pathlib.Path(tempfile.mkdtemp(prefix="tempest-"))).resolve()
    tempest = Tempest()

    def run(files: Sequence[pathlib.Path], qcow2: str) -> dict[str, dict[str, str]]:
        running: dict[pathlib.Path, subprocess.Popen] = {}
        for side, file in zip(SIDES, files):
            folder = work / side
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "tempest.conf").write_text(configuration(Cloud(variables(file)), folder, qcow2))
            running[folder] = tempest.start(folder, tests, options.concurrency)
        try:
            for process in running.values():
                process.wait()
        finally:
            for process in running.values():
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)
        return {folder.name: tempest.results(folder) for folder in running}

    with served() as qcow2:
        if options.credentials:
            results = run(options.credentials, qcow2)
        else:
            with deployments(options.release) as files:
                results = run(files, qcow2)
    if not all("success" in statuses.values() for statuses in results.values()):
        raise SystemExit(f"no test passed; see {work}")
    table, differing, failing = compare(results)
    print(f"{table}\n\n{len(differing)} differ", *differing, sep="\n  ")
    print(f"{len(failing)} fail on both", *failing, sep="\n  ")
    if not options.output:
        shutil.rmtree(work)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
