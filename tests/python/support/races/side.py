"""Runs races on one database: `python3 -m races.side mariadb|rome`.

The first line of output is the list of the races' names. Each line of standard input is
{"race": NAME, "rounds": N, "serial": BOOL}. Each further line of output is the list of the rounds' outcomes. With
`serial`, the processes run one after another in random order.
"""

import itertools
import json
import logging
import multiprocessing
import random
import sys
import time
import unittest
import unittest.mock
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

import nova_on_mariadb
import nova_on_rome
from nova_test_case import NovaTestCase
from races.race import WORKERS, Race, outcome

# Each process starts after a random delay up to one of these. The outcome depends on the time between the starts.
_APART_SECONDS = (0.0, 0.003, 0.01, 0.03)


def databases(name: str) -> type[NovaTestCase]:
    """Return the class with Nova's and Glance's databases on one engine. Set it up like a test class."""
    return {"mariadb": _MariaDB, "rome": _Rome}[name]


class _MariaDB(nova_on_mariadb.NovaOnMariaDB):
    NAMES = ("nova_cell1", "nova_api", "glance")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        from glance.db.sqlalchemy import api
        from oslo_db.sqlalchemy import engines, orm

        from rome.models import MODELS

        engine = engines.create_engine(cls.server.url("glance"))
        maker = orm.get_maker(engine, autocommit=True)
        for metadata in MODELS["glance"]():
            metadata.create_all(engine)
        cls.pools = [engine]
        api.get_engine = lambda: engine
        api.get_session = lambda autocommit=True, expire_on_commit=False: maker(
            autocommit=autocommit, expire_on_commit=expire_on_commit
        )

    @classmethod
    def check(cls) -> None:
        """MariaDB needs no check."""


class _Rome(nova_on_rome.NovaOnRome):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        from glance.db.sqlalchemy import api

        import rome
        from rome import database
        from rome.models import MODELS

        rome.configure("glance", MODELS["glance"](), cls.server.url("glance"))
        cls.pools = [rome.get_engine("glance")]
        api.get_engine = lambda: rome.get_engine("glance")
        api.get_session = lambda autocommit=True, expire_on_commit=False: rome.get_session(
            "glance", autocommit, expire_on_commit
        )
        database.find("glance").store.mark()

    @classmethod
    def check(cls) -> None:
        from rome.check import check
        from rome.models import MODELS

        found = [*cls.inconsistent(), *check(cls.server.url("glance"), MODELS["glance"]()).findings]
        if found:
            raise RuntimeError("\n".join(found))


def races() -> dict[str, Race]:
    """Return all races by name. Call this after the databases are set up."""
    from races import glance_main, nova_api, nova_main

    return {race.name: race for race in (*nova_main.RACES, *nova_api.RACES, *glance_main.RACES)}


class Workers:
    """Processes that wait for a race, then start it at the same time."""

    def __init__(self, known: dict[str, Race]) -> None:
        fork = multiprocessing.get_context("fork")
        self._barrier = fork.Barrier(WORKERS)
        self._ends: list[Connection] = []
        self._processes: list[Any] = []
        for number in range(WORKERS):
            ours, theirs = fork.Pipe()
            process = fork.Process(target=self._serve, args=(theirs, f"w{number}", known), daemon=True)
            process.start()
            self._processes.append(process)
            self._ends.append(ours)

    def _serve(self, end: Connection, word: str, known: dict[str, Race]) -> None:
        chance = random.Random(word)
        while True:
            name, subject, apart = end.recv()
            if apart is not None:
                self._barrier.wait()
                time.sleep(chance.random() * apart)
            try:
                end.send(known[name].act(subject, word))
            except Exception as error:
                end.send(type(error).__name__)

    def end(self) -> None:
        for process in self._processes:
            process.terminate()
            process.join()

    def run(self, name: str, subject: Any) -> list[Any]:
        apart = random.choice(_APART_SECONDS)
        for end in self._ends:
            end.send((name, subject, apart))
        return [end.recv() for end in self._ends]

    def run_in_order(self, name: str, subject: Any, order: Sequence[int]) -> list[Any]:
        answers: dict[int, Any] = {}
        for number in order:
            self._ends[number].send((name, subject, None))
            answers[number] = self._ends[number].recv()
        return [answers[number] for number in range(WORKERS)]


def serve(name: str) -> None:
    logging.disable()  # errors of a database are outcomes
    side = databases(name)
    side.setUpClass()
    try:
        from nova import rpc

        rpc.NOTIFIER = rpc.LEGACY_NOTIFIER = unittest.mock.MagicMock()
        rpc.NOTIFIER.is_enabled.return_value = False
        side("run").setUp()
        known = races()
        side("run").leave_connections()
        for engine in side.pools:
            engine.dispose()
        workers, rounds = Workers(known), itertools.count()
        print(json.dumps(list(known)), flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            race, found = known[asked["race"]], []
            for _ in range(asked["rounds"]):
                subject = race.prepare(f"{next(rounds)}.{race.name}"[:60])
                if asked["serial"]:
                    answers = workers.run_in_order(race.name, subject, random.sample(range(WORKERS), WORKERS))
                else:
                    answers = workers.run(race.name, subject)
                found.append(outcome(answers, race.state(subject)))
            print(json.dumps(found), flush=True)
        workers.end()
        side.check()
    finally:
        side.doClassCleanups()


if __name__ == "__main__":
    serve(sys.argv[1])
