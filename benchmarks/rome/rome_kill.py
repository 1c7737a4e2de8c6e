"""Kills the primary of a Redis Cluster or under Sentinels while processes write, and counts what was lost.

rome_kill.py [--engine cluster|sentinel] [--how kill|cut] [--wait N] [--processes 8] [--seconds 20] [--seed S]

`cut`: its replicas are cut off 0.8 s before it is killed, so that they miss its last writes. The exit code is 0 if nothing
acknowledged was lost, nothing was done twice, and the checker has no findings.
"""

import argparse
import pathlib
import random
import sys
import time
import warnings
from collections.abc import Sequence

_ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT / folder) for folder in ("python", "tests/python/support")]

from acknowledged import write_together  # noqa: E402
from redis_cluster import RedisCluster  # noqa: E402
from redis_nodes import RedisNodes  # noqa: E402
from redis_sentinels import RedisSentinels  # noqa: E402

CUT_SECONDS = 0.8


def strike(servers: RedisNodes, how: str) -> None:
    """Kill the primary of the namespace, with its replicas cut off before if `how` is cut."""
    primary = servers.primary_of("glance")
    replicas = primary.replicas_among(servers.nodes)
    if how == "cut":
        primary.cut_off(replicas)
        time.sleep(CUT_SECONDS)
    primary.kill()
    for node in replicas:
        node.answer_again()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its report, and return the exit code."""
    parser = argparse.ArgumentParser(prog="rome_kill.py")
    parser.add_argument("--engine", choices=("cluster", "sentinel"), default="cluster")
    parser.add_argument("--how", choices=("kill", "cut"), default="cut")
    parser.add_argument("--wait", type=int, default=1, help="replicas that acknowledge a commit")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    servers = RedisCluster(replicas=2) if options.engine == "cluster" else RedisSentinels()
    if options.wait == 0:
        servers.allow_writes_without_replicas()
    try:
        servers.start()
        url = f"{servers.url('glance')}&wait={options.wait}"
        report = write_together(
            url,
            options.processes,
            options.seconds,
            options.seed,
            lambda: strike(servers, options.how),
            options.seconds / 3,
        )
    finally:
        servers.stop()
    print(f"seed {options.seed}")
    for name, value in report._asdict().items():
        print(f"{name}: {value:.1f}" if isinstance(value, float) else f"{name}: {value}")
    print("right" if report.is_right else "WRONG")
    return 0 if report.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
