"""Measure functions of Nova's and Glance's DB APIs where the database is far away: on MariaDB and on ROME.

Usage: /usr/bin/python3 benchmarks/rome/rome_far.py [--ms 50] [--pairs 5] [--rows 100] [--only WORD]

Both databases are behind a link whose round trips take --ms milliseconds. The table has the medians of the wall time of
interleaved calls. Needs MariaDB's server. Takes about four minutes.
"""

import argparse
import contextlib
import signal
import statistics
import subprocess
import time
from typing import Any

import sqlalchemy
from distance import link
from oslo_db.sqlalchemy import engines, orm
from rome_cost import CASES, fill
from rome_sides import Side, Work, callers, copy_of, glance_api, nova_api, sides

from mariadb_server import MariaDBServer
from redis_server import RedisServer
from rome.models import MODELS


def mariadb_side(server: MariaDBServer) -> Side:
    """Return the DB APIs on MariaDB, with empty tables."""
    nova: Any = copy_of(nova_api)
    glance: Any = copy_of(glance_api)
    nova.context_manager.configure(connection=server.url("nova"))
    engine = engines.create_engine(server.url("glance"))
    glance.get_session = orm.get_maker(engine, autocommit=True, expire_on_commit=False)
    for name, own_engine in (("glance", engine), ("nova", nova.context_manager.writer.get_engine())):
        with own_engine.begin() as connection:
            # Only Nova's migrations cut an index that is too long in UTF-8.
            connection.execute(sqlalchemy.text(f"ALTER DATABASE {name} CHARACTER SET latin1"))
        for metadata in MODELS[name]():
            metadata.create_all(own_engine)
    return Side(nova, glance, *callers(), time.process_time)


def milliseconds(work: Work, side: Side) -> float:
    began = time.monotonic()
    work(side)
    return (time.monotonic() - began) * 1000


def main() -> None:
    """Print one line of a Markdown table per function."""
    parser = argparse.ArgumentParser(description="Measure Nova's and Glance's DB APIs at a far site.")
    parser.add_argument("--ms", type=float, default=50, help="milliseconds per round trip (default: 50)")
    parser.add_argument("--pairs", type=int, default=5, help="calls on each side (default: 5)")
    parser.add_argument("--rows", type=int, default=100, help="servers and images (default: 100)")
    parser.add_argument(
        "--only", default="", metavar="WORD", help="only functions with this word in their line"
    )
    options = parser.parse_args()
    print("| function | MariaDB, ms | ROME, ms | ratio | ROME's round trips |\n|---|---|---|---|---|")
    with contextlib.ExitStack() as stack:
        links: list[subprocess.Popen] = []

        def move_away(server: MariaDBServer | RedisServer) -> None:
            server.socket, process = stack.enter_context(link(server.socket, options.ms))
            links.append(process)

        server = MariaDBServer(("nova", "glance"))
        stack.callback(server.stop)
        server.start()
        move_away(server)
        both = stack.enter_context(sides(move_away))
        mariadb = mariadb_side(server)
        for side in (mariadb, both.sqlite):
            fill(side, options.rows)
        both.seed()
        for process in links:
            process.send_signal(signal.SIGUSR1)
        for name, work in CASES.items():
            if options.only not in name:
                continue
            for side in (mariadb, both.rome):  # connections and compiled statements
                work(side)
            before = both.round_trips()
            times = [
                (milliseconds(work, mariadb), milliseconds(work, both.rome)) for _ in range(options.pairs)
            ]
            sql, rome = (statistics.median(each) for each in zip(*times))
            trips = (both.round_trips() - before) / options.pairs
            print(f"| {name} | {sql:.0f} | {rome:.0f} | {rome / sql:.2f} | {trips:.0f} |", flush=True)


if __name__ == "__main__":
    main()
