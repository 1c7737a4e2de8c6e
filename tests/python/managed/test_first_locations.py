"""The locations of the initial state's image data are in the deployment's own stores, on SQL and on ROME."""

from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from sqlalchemy import orm

import rome
from managed.servers import serve
from rome.models import MODELS
from rome_test_case import RomeTestCase

VALUES = ["file:///made/it's 100%/stores/fast/stores/1", "http://127.0.0.1:1/stores/2", "file:///elsewhere/3"]


class Locations(RomeTestCase):
    def moved(self, engine: Any) -> list[str]:
        """Return the locations of an image after a deployment in /run has changed them."""
        with orm.Session(engine) as session:
            session.add(
                models.Image(
                    id="a",
                    status="active",
                    locations=[models.ImageLocation(value=value, meta_data={}) for value in VALUES],
                )
            )
            session.commit()
        serve._move_locations(engine, "/run")
        with orm.Session(engine) as session:
            return [
                value
                for (value,) in session.query(models.ImageLocation.value).order_by(models.ImageLocation.id)
            ]

    def test_on_sql(self) -> None:
        engine = sa.create_engine("sqlite://")
        for metadata in MODELS["glance"]():
            metadata.create_all(engine)
        self.assertEqual(self.moved(engine), ["file:///run/stores/fast/stores/1", *VALUES[1:]])

    def test_on_rome(self) -> None:
        self.assertEqual(
            self.moved(rome.get_engine("glance")), ["file:///run/stores/fast/stores/1", *VALUES[1:]]
        )
