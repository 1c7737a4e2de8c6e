"""Runs races on one database: `python3 -m races.side mariadb|rome`.

The first line of output is the list of the races' names. Each line of standard input is
{"race": NAME, "rounds": N, "pace": PACE, "order": ORDER}. Each further line of output is a list with {"outcome": OUTCOME,
"order": ORDER} for each round. workers.py explains the paces, turns.py the orders.
"""

import itertools
import json
import logging
import sys
import unittest
import unittest.mock

import nova_on_mariadb
import nova_on_rome
from nova_test_case import NovaTestCase
from races.race import Race, outcome
from races.workers import Workers


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
                answers, order = workers.run(race.name, subject, asked["pace"], asked["order"])
                found.append({"outcome": outcome(answers, race.state(subject)), "order": order})
            print(json.dumps(found), flush=True)
        workers.end()
        side.check()
    finally:
        side.doClassCleanups()


if __name__ == "__main__":
    serve(sys.argv[1])
