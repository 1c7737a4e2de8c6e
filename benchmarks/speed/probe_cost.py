"""Measure the probe's cost in a real Glance.

Usage: PYTHONPATH=python /usr/bin/python3 benchmarks/speed/probe_cost.py [--pairs 100] [--images 50]

Boots Glance in this process on SQLite, without network or authentication, so that the probe's share is as large as
possible. Sends the same five requests with and without the probe, in interleaved pairs whose order alternates, so that
the machine's drift cancels out. Takes about half a minute.
"""

import argparse
import atexit
import pathlib
import statistics
import sys
import tempfile
import time

from oslo_db.sqlalchemy import orm

import probe

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/python/support"))
from probe_boot import API_MODULE, Application, boot, call

NEW_IMAGE = {"disk_format": "raw", "container_format": "bare", "name": "image", "tags": ["tag"]}
Milliseconds = dict[str, float]


def one_round(application: Application) -> Milliseconds:
    """Return the time of each of five requests. They leave the database unchanged."""
    taken: Milliseconds = {}

    def timed(name: str, method: str, path: str, body: object = None) -> dict:
        started = time.perf_counter()
        status, answer = call(application, method, path, f"req-{name}", body)
        taken[name] = (time.perf_counter() - started) * 1000
        if status >= 300:
            raise RuntimeError(f"{method} {path} returned {status}: {answer!r}")
        return answer

    path = "/v2/images/" + timed("create", "POST", "/v2/images", NEW_IMAGE)["id"]
    timed("show", "GET", path)
    timed("list of 20", "GET", "/v2/images?limit=20")
    timed("add a tag", "PUT", path + "/tags/new")
    timed("delete", "DELETE", path)
    return taken


def probed_round(application: Application, events: pathlib.Path) -> Milliseconds:
    """Do the same with the probe. The first round does not count, because the probe sees all code again."""
    probe.install(str(events), orm.Query, API_MODULE)
    try:
        one_round(application)
        return one_round(application)
    finally:
        probe.uninstall()


def measure(pairs: int, images: int, folder: pathlib.Path) -> tuple[list[Milliseconds], list[Milliseconds]]:
    """Return the times without and with the probe, pair by pair."""
    application = boot(folder)
    events = folder / "probe.jsonl"
    for _ in range(images):
        call(application, "POST", "/v2/images", "req-fill", NEW_IMAGE)
    plain: list[Milliseconds] = []
    probed: list[Milliseconds] = []
    for pair in range(-2, pairs):
        halves = [
            lambda: (one_round(application), one_round(application))[1],
            lambda: probed_round(application, events),
        ]
        order = (0, 1) if pair % 2 else (1, 0)
        taken = {half: halves[half]() for half in order}
        if pair >= 0:  # the pairs before the first are a warm-up
            plain.append(taken[0])
            probed.append(taken[1])
    return plain, probed


def main(arguments: list[str]) -> None:
    """Print one line per request and one for all."""
    parser = argparse.ArgumentParser(description="Measure the probe's cost in a real Glance.")
    parser.add_argument("--pairs", type=int, default=100, help="pairs to measure (default: 100)")
    parser.add_argument("--images", type=int, default=50, help="images in the database (default: 50)")
    options = parser.parse_args(arguments)
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)  # before Glance registers its exit handler, which still writes to its log
    plain, probed = measure(options.pairs, options.images, pathlib.Path(kept.name))
    events = pathlib.Path(kept.name, "probe.jsonl")
    lines, size = events.read_text().count("\n"), events.stat().st_size
    rounds = 2 * (options.pairs + 2)
    print(f"{options.pairs} pairs, {options.images} images; medians")
    print(f"{'request':12} {'without, ms':>12} {'added, ms':>10} {'ratio':>6}")
    for name in [*plain[0], "all five"]:
        without = [sum(one.values()) if name == "all five" else one[name] for one in plain]
        with_probe = [sum(one.values()) if name == "all five" else one[name] for one in probed]
        added = statistics.median(b - a for a, b in zip(without, with_probe))
        ratio = statistics.median(b / a for a, b in zip(without, with_probe))
        print(f"{name:12} {statistics.median(without):12.2f} {added:10.2f} {ratio:6.3f}")
    print(f"events: {lines / rounds:.1f} and {size / rounds / 1024:.1f} KiB per five requests")


if __name__ == "__main__":
    main(sys.argv[1:])
