"""Measure the cost of functions of Nova's and Glance's DB APIs on ROME, compared with SQLite.

Usage: /usr/bin/python3 benchmarks/rome/rome_cost.py [--pairs 30] [--rows 100] [--only WORD]

Compares the CPU time of the process and Redis together with that of SQLite in a file, in interleaved pairs. Takes about
a minute.
"""

import argparse
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from rome_sides import PROJECT, Side, create_image, create_server, create_services, server_uuid, sides

NEWEST_FIRST = {"sort_keys": ["created_at", "id"], "sort_dirs": ["desc", "desc"]}
NINE_JOINS = [
    "metadata",
    "system_metadata",
    "info_cache",
    "extra",
    "extra.flavor",
    "security_groups",
    "tags",
    "services",
    "pci_devices",
]
MANY = 129  # properties of one image: one more than Glance's default limit
_number = itertools.count(1_000_000)


def list_servers(
    side: Side,
    limit: int | None,
    joins: list[str],
    marker: str | None = None,
    order: Mapping[str, list[str]] = NEWEST_FIRST,
) -> list:
    filters = {"deleted": False, "project_id": PROJECT}
    return side.nova.instance_get_all_by_filters_sort(
        side.admin, filters, limit=limit, marker=marker, columns_to_join=list(joins), **order
    )


def list_images(
    side: Side,
    limit: int | None,
    sort_key: Sequence[str] = (),
    sort_dir: Sequence[str] = (),
    **filters: Any,
) -> list:
    order = {"sort_key": list(sort_key), "sort_dir": list(sort_dir)} if sort_key else {}
    return side.glance.image_get_all(
        side.member, filters={"deleted": False, **filters}, limit=limit, return_tag=True, **order
    )


def update_properties(side: Side, value: object) -> None:
    side.glance.image_update(
        side.member, server_uuid(0), {"properties": {f"property{n}": f"{value}" for n in range(MANY)}}
    )


def add_properties(side: Side, number: int) -> None:
    """Add properties to a new image. The time to create the image is included."""
    create_image(side, number, 0)
    side.glance.image_update(
        side.member, server_uuid(number), {"properties": {f"property{n}": "value" for n in range(MANY)}}
    )


CASES = {
    "`service_get_all`": lambda side: side.nova.service_get_all(side.admin),
    "`compute_node_statistics`": lambda side: side.nova.compute_node_statistics(side.admin),
    "`instance_get_by_uuid`, nine joins": lambda side: side.nova.instance_get_by_uuid(
        side.admin, server_uuid(5), columns_to_join=list(NINE_JOINS)
    ),
    "`instance_update`": lambda side: side.nova.instance_update(
        side.admin, server_uuid(7), {"task_state": f"state {next(_number)}"}
    ),
    "`service_update`": lambda side: side.nova.service_update(side.admin, 1, {"report_count": next(_number)}),
    "`instance_create`": lambda side: create_server(side, next(_number)),
    "`instance_get_all_by_filters_sort`, all, nine joins": lambda side: list_servers(side, None, NINE_JOINS),
    "the same list, the first 20": lambda side: list_servers(side, 20, ["info_cache", "metadata"]),
    "`image_get`": lambda side: side.glance.image_get(side.member, server_uuid(3)),
    "`image_get_all`, the first 25": lambda side: list_images(side, 25),
    "`image_create`": lambda side: create_image(side, next(_number)),
    f"`image_create`, `image_update` with {MANY} new properties": lambda side: add_properties(
        side, next(_number)
    ),
    f"`image_update` of {MANY} properties": lambda side: update_properties(side, next(_number)),
}


def fill(side: Side, rows: int) -> None:
    for number in range(rows):
        create_server(side, number)
        create_image(side, number, MANY if number == 0 else 2)
    create_services(side)


def main() -> None:
    """Print one line of a Markdown table per function."""
    parser = argparse.ArgumentParser(description="Measure the cost of Nova's and Glance's DB APIs on ROME.")
    parser.add_argument("--pairs", type=int, default=30, help="pairs to measure (default: 30)")
    parser.add_argument(
        "--rows", type=int, default=100, help="servers and images in the database (default: 100)"
    )
    parser.add_argument(
        "--only", default="", metavar="WORD", help="only functions with this word in their line"
    )
    options = parser.parse_args()
    print("| function | SQLite, ms | ROME, ms | ratio | round trips |\n|---|---|---|---|---|")
    with sides() as both:
        fill(both.sqlite, options.rows)
        both.seed()
        for name, work in CASES.items():
            if options.only in name:
                cost = both.measure(work, options.pairs)
                print(
                    f"| {name} | {cost.sqlite:.1f} | {cost.rome:.1f} | {cost.ratio:.1f} "
                    f"| {cost.round_trips:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
