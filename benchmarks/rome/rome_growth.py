"""Measure and plot how the time of lists grows with the rows in the database, on SQLite and on ROME.

Usage: /usr/bin/python3 benchmarks/rome/rome_growth.py [--rows 100,1000,10000] [--svg docs/images/rome-growth.svg]

Measures CPU time as rome_cost.py does, and for how long of its CPU time the slowest script keeps Redis from other clients. Rows above the first
thousand are copies of those. Takes about four minutes; with 100,000 rows about half an hour and 3 GB of memory.
"""

import argparse
import pathlib

from growth_plot import Panel, draw
from rome_cost import list_images, list_servers
from rome_sides import Side, create_image, create_server, server_uuid, sides

# Redis has no index for the order, or passes over all images.
BY_NAME = {"sort_keys": ["display_name", "id"], "sort_dirs": ["asc", "asc"]}
JOINS = ["info_cache", "metadata"]
# With more rows, a call takes longer, so fewer calls are enough.
MOST_PAIRS, LEAST_PAIRS, ROWS_FOR_A_PAIR = 20, 3, 300
CREATED = 1000  # rows that the DB APIs create
_present = 0  # rows in the databases


def after_the_middle(side: Side) -> list:
    return list_servers(side, 20, JOINS, marker=server_uuid(_present // 2))


LISTS = {
    "20 servers, newest first": lambda side: list_servers(side, 20, JOINS),
    "20 servers, from the middle on": after_the_middle,
    "all servers": lambda side: list_servers(side, None, JOINS),
    "25 images, as a member": lambda side: list_images(side, 25),
}
# Of these, only the slowest script is measured.
HARDER_LISTS = {
    "1,000 servers, newest first": lambda side: list_servers(side, 1000, JOINS),
    "20 servers by name": lambda side: list_servers(side, 20, JOINS, order=BY_NAME),
    "1,000 images": lambda side: list_images(side, 1000),
    "images by size": lambda side: list_images(side, 25, sort_key=["size"], sort_dir=["asc"]),
    "images with a name that none has": lambda side: list_images(side, 25, name="no such image"),
    "images with a property that all have": lambda side: list_images(
        side, 25, properties={"property1": "value"}
    ),
}


def main() -> None:
    """Print one line of a Markdown table per list, and write the plot."""
    global _present
    parser = argparse.ArgumentParser(description="Measure how the time of lists grows on SQLite and on ROME.")
    parser.add_argument(
        "--rows", default="100,1000,10000", help="numbers of servers and of images (default: 100,1000,10000)"
    )
    parser.add_argument("--svg", type=pathlib.Path, metavar="FILE", help="file for the plot")
    options = parser.parse_args()
    steps = sorted(map(int, options.rows.split(",")))
    panels = {name: Panel(name, {"SQLite": [], "ROME": []}) for name in LISTS}
    slowest: dict[str, list[float]] = {name: [] for name in (*LISTS, *HARDER_LISTS)}
    with sides() as both:
        for rows in steps:
            for number in range(_present, min(rows, CREATED)):
                create_server(both.sqlite, number)
                create_image(both.sqlite, number)
            both.multiply(max(_present, CREATED), rows, CREATED)
            _present = rows
            both.seed()
            for name, work in LISTS.items():
                cost = both.measure(work, max(LEAST_PAIRS, min(MOST_PAIRS, 10 * ROWS_FOR_A_PAIR // rows)))
                panels[name].lines["SQLite"].append((rows, cost.sqlite))
                panels[name].lines["ROME"].append((rows, cost.rome))
            for name, work in {**LISTS, **HARDER_LISTS}.items():
                slowest[name].append(both.slowest_script(work))
    print("| list, ms on SQLite / on ROME (ratio) | " + " | ".join(f"{rows:,} rows" for rows in steps) + " |")
    print("|---" * (len(steps) + 1) + "|")
    for name, panel in panels.items():
        cells = [
            f"{sql:.1f} / {rome:.1f} ({rome / sql:.1f})"
            for (_, sql), (_, rome) in zip(panel.lines["SQLite"], panel.lines["ROME"])
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("\n| slowest script, ms | " + " | ".join(f"{rows:,} rows" for rows in steps) + " |")
    print("|---" * (len(steps) + 1) + "|")
    for name, times in slowest.items():
        print(f"| {name} | " + " | ".join(f"{time:.1f}" for time in times) + " |")
    if options.svg:
        options.svg.write_text(
            draw("Milliseconds of processor time by rows in the database", list(panels.values()))
        )


if __name__ == "__main__":
    main()
