"""Races on MariaDB and on ROME: `/usr/bin/python3 benchmarks/rome/rome_races.py` runs all and prints a table in Markdown."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/python/support"))

from races.compare import compare, successes


def main() -> int:
    print(
        "| four processes at once | done on MariaDB | done on ROME | outcomes that MariaDB does not have |\n|---|---|---|---|"
    )
    unseen = 0
    for race in compare():
        unseen += len(race.unseen)
        print(
            f"| {race.name} | {successes(race.mariadb):.0%} | {successes(race.rome):.0%} | {len(race.unseen)} |",
            flush=True,
        )
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())
