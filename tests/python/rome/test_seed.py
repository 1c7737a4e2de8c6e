"""The seed copies every row of a SQLite database, in its order, with its keys, and writes the marker."""

import io
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from oslo_db import exception
from sqlalchemy import orm

from rome.models import MODELS
from rome.seed import main, seed
from rome_test_case import RomeTestCase

Image, Location, Property, Tag = models.Image, models.ImageLocation, models.ImageProperty, models.ImageTag


class Seed(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = str(Path(self.server.folder, f"{self.id()}.sqlite"))
        self.sql = sa.create_engine(f"sqlite:///{self.file}")
        for metadata in MODELS["glance"]():
            metadata.create_all(self.sql)
        with orm.Session(self.sql) as session:
            for i in "bca":
                session.add(
                    Image(
                        id=i,
                        status="active",
                        visibility="public",
                        name="ü\n",
                        size=2**40,
                        locations=[Location(value="file:///x", meta_data={"k": [1, None]})],
                    )
                )
                session.flush()
            session.add_all([Tag(id=7, image_id="a", value="x"), Property(image_id="a", name="p", value="v")])
            session.commit()

    def dump(self, bind: Any) -> dict:
        with orm.Session(bind) as session:
            return {
                t.name: [tuple(r) for r in session.execute(sa.select(t))]
                for m in MODELS["glance"]()
                for t in m.sorted_tables
            }

    def test_every_row_in_its_original_order(self) -> None:
        counts = seed(self.file, self.server.url("glance"), MODELS["glance"]())
        import rome

        self.assertEqual(self.dump(rome.get_engine("glance")), self.dump(self.sql))
        self.assertEqual(
            {n: c for n, c in counts.items() if c},
            {"images": 3, "image_locations": 3, "image_tags": 1, "image_properties": 1},
        )

    def test_previous_rows_are_removed(self) -> None:
        self.save(Image(id="old", status="active"))
        seed(self.file, self.server.url("glance"), MODELS["glance"]())
        self.assertEqual(self.session().query(Image).filter_by(id="old").count(), 0)

    def test_constraints_and_ids_work_after_the_seed(self) -> None:
        seed(self.file, self.server.url("glance"), MODELS["glance"]())
        self.save(Tag(image_id="a", value="y"))
        self.assertEqual([t.id for t in self.session().query(Tag)], [7, 8])
        with self.assertRaises(exception.DBDuplicateEntry):
            self.save(Property(image_id="a", name="p", value="w"))
        with self.assertRaises(exception.DBReferenceError):
            self.session().query(Image).filter_by(id="a").delete()
        self.assertEqual(self.session().query(Property.value).filter_by(name="p").all(), [("v",)])

    def test_the_command(self) -> None:
        self.store.wipe()
        out = io.StringIO()
        with redirect_stdout(out):
            code = main(["--sqlite", self.file, "--url", self.server.url("glance"), "--models", "glance"])
        self.assertEqual((code, '"rows": 8' in out.getvalue()), (0, True))
        self.assertEqual(self.session().query(Image).count(), 3)

    def test_a_missing_file_or_a_file_with_other_tables(self) -> None:
        empty = Path(self.server.folder, "empty.sqlite")
        sa.create_engine(f"sqlite:///{empty}").connect().execute(sa.text("CREATE TABLE t (x)"))
        self.store.wipe()
        for file in ("/nowhere/x.sqlite", str(empty)):
            given = ["--sqlite", file, "--url", self.server.url("glance"), "--models", "glance"]
            with redirect_stderr(io.StringIO()) as said:
                self.assertEqual(main(given), 1)
            self.assertIn(file, said.getvalue())
        self.assertEqual(self.keys("*"), [])


if __name__ == "__main__":
    unittest.main()
