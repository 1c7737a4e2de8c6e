"""Run random statements on SQLite and on ROME: `/usr/bin/python3 benchmarks/rome/rome_fuzz.py --statements 100000`.

Prints each difference and, at the end, the numbers of statements and of differences. The same `--seed` generates the
same statements.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"
sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("python", "tests/python/support")]

from fuzz.worlds import differences  # noqa: E402
from redis_server import RedisServer  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()  # a database's error is a valid result
    server, count = RedisServer(), 0
    server.start()
    try:
        for found in differences(options.seed, options.statements, server.url("fuzz")):
            count += 1
            print(
                f"world {found.seed}\n{found.sql}\n{found.parameters}\n  SQLite {found.sqlite}\n  ROME   {found.rome}\n",
                flush=True,
            )
    finally:
        server.stop()
    print(f"{options.statements} statements, {count} differences")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
