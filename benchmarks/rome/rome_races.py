"""Run all races on MariaDB and on ROME, print a Markdown table: `/usr/bin/python3 benchmarks/rome/rome_races.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/python/support"))

from races.compare import compare, successes


def main() -> int:
    print(
        "| four processes at once | success on MariaDB | success on ROME | outcomes only on ROME |\n|---|---|---|---|"
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
