"""Glance's rows in a SQLite file, statements that the probe keeps while they run on it, and their narrowing on a ROME with
a mistake."""

import datetime
import json
import multiprocessing
import shutil
import sys
import tempfile
import types
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from oslo_db.sqlalchemy import orm

import probe
import rome
from narrow.__main__ import answered
from redis_server import RedisServer
from rome.models import MODELS

API_MODULE = "service.db.api"
sys.modules.setdefault(API_MODULE, types.ModuleType(API_MODULE))
SECONDS = 20
_START = datetime.datetime(2026, 1, 1)

Run = Callable[[Any], Any]


def fill(session: Any) -> None:
    """Add images with properties, tags and members. Names differ only in case, and some descriptions are NULL."""
    for number, name in enumerate(["b", "a", "É", "c", "A", None, "d", "a"]):
        at = _START + datetime.timedelta(minutes=number % 3)
        session.add(
            models.Image(
                id=f"image-{number}",
                name=name,
                status="active" if number % 2 else "queued",
                min_disk=number,
                min_ram=9 - number,
                size=None if number % 3 else number * 10,
                owner="project" if number < 5 else "other",
                visibility="shared",
                protected=number == 3,
                created_at=at,
                updated_at=at,
            )
        )
        for key in ("p", "q")[: number % 3]:
            session.add(
                models.ImageProperty(
                    image_id=f"image-{number}",
                    name=key,
                    value=f"{key}{number % 2}",
                    created_at=at,
                    updated_at=at,
                )
            )
        for tag in ("x", "y", "z")[: number % 4]:
            session.add(models.ImageTag(image_id=f"image-{number}", value=tag, created_at=at, updated_at=at))


class Narrowing(unittest.TestCase):
    """A Redis, a filled SQLite file, and a probe that records what `run` does on it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = RedisServer()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        folder = tempfile.mkdtemp(prefix="narrow-test-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.rows, cls.journal = Path(folder, "glance.sqlite"), Path(folder, "probe.jsonl")
        cls.engine = sa.create_engine(f"sqlite:///{cls.rows}")
        cls.addClassCleanup(cls.engine.dispose)
        for metadata in MODELS["glance"]():
            metadata.create_all(cls.engine)
        with orm.get_maker(cls.engine)() as session:
            fill(session)
            session.commit()
        probe.install(str(cls.journal), orm.Query, API_MODULE, values=True)
        cls.addClassCleanup(probe.uninstall)

    def request(self, run: Run) -> dict[str, Any]:
        """Return the request for the last statement of `run(session)`, which is rolled back. `event`: its event."""
        with orm.get_maker(self.engine)() as session:
            run(session)
            session.rollback()
        event = [e for e in map(json.loads, self.journal.read_text().splitlines()) if "asked" in e][-1]
        self.event = event
        return {
            "id": "1",
            "seconds": SECONDS,
            "asked": event["asked"],
            "forms": f"{self.journal}.forms",
            "given": event["given"][0],
            "databases": [
                {"models": "glance", "rows": str(self.rows), "rome": self.server.url("glance")},
            ],
            "profile": {},
        }

    def narrowed(self, request: dict[str, Any], mistake: str = "") -> dict[str, Any]:
        """Return the answer of another process, whose ROME has a mistake: a patch of `rome`."""
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)

        def work() -> None:
            probe.uninstall()
            exec(mistake, {"rome": rome})
            sender.send(answered(json.dumps(request)))

        process = context.Process(target=work)
        process.start()
        try:
            self.assertTrue(receiver.poll(SECONDS + 20), "no answer")
            answer = receiver.recv()
        finally:
            process.join(5)
            process.kill()
        self.assertEqual(self.server.keys(), [], "the scratch namespace was not removed")
        return answer
