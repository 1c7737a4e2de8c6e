"""Tables unlike those of Glance: references to unique columns, of several columns, and to the table itself."""

import unittest
from typing import Any

import sqlalchemy as sa
from glance.db.sqlalchemy import models as glance_models
from oslo_db import exception

import rome
from rome import database
from rome_test_case import RomeTestCase

metadata = sa.MetaData()
hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("uuid", sa.String(36), nullable=False, unique=True),
    sa.Column("parent", sa.String(36), sa.ForeignKey("hosts.uuid")),
)
cells = sa.Table(
    "cells",
    metadata,
    sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("col", sa.Integer, primary_key=True, autoincrement=False),
)
marks = sa.Table(
    "marks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("x", sa.Integer),
    sa.Column("y", sa.Integer),
    sa.ForeignKeyConstraint(["y", "x"], ["cells.col", "cells.row"]),
)
odd = sa.Table(
    "quote \" and ' é",
    metadata,
    sa.Column('i"d', sa.Integer, primary_key=True, key="one"),
    sa.Column("né\"w'", sa.String(9), index=True, key="two"),
)


class OtherTables(RomeTestCase):
    def configure(self, profile: dict[str, str] | None = None) -> None:
        if profile is None:
            profile = {}
        rome.configure("other", [metadata], self.server.url("other"), profile)
        self.store = database.find("other").store

    def run_all(self, *statements: Any) -> None:
        with rome.get_engine("other").begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def assertDangling(self, *statements: Any) -> None:
        with self.assertRaises(exception.DBReferenceError):
            self.run_all(*statements)

    def test_reference_to_a_unique_column(self) -> None:
        self.assertDangling(hosts.insert().values(uuid="b", parent="a"))
        self.run_all(hosts.insert().values(uuid="a"), hosts.insert().values(uuid="b", parent="a"))
        self.assertDangling(hosts.delete().where(hosts.c.uuid == "a"))
        self.assertDangling(hosts.update().where(hosts.c.uuid == "a").values(uuid="c"))
        # Both in one transaction are allowed, in either order, because no reference is left.
        self.run_all(
            hosts.update().where(hosts.c.uuid == "b").values(parent=None),
            hosts.update().where(hosts.c.uuid == "a").values(uuid="c"),
        )
        self.assertDangling(hosts.update().where(hosts.c.uuid == "b").values(parent="a"))
        self.run_all(hosts.update().where(hosts.c.uuid == "b").values(parent="c"))

    def test_a_row_that_refers_to_itself(self) -> None:
        self.run_all(hosts.insert().values(uuid="a", parent="a"))
        self.run_all(hosts.delete())
        with rome.get_engine("other").connect() as connection:
            self.assertEqual(connection.execute(sa.select(hosts)).all(), [])

    def test_reference_of_several_columns(self) -> None:
        self.run_all(cells.insert().values(row=1, col=2))
        self.assertDangling(marks.insert().values(x=2, y=1))
        self.run_all(marks.insert().values(x=1, y=2), marks.insert().values(x=7, y=None))
        self.assertDangling(cells.delete())
        self.run_all(marks.delete().where(marks.c.x == 1), cells.delete())

    def test_change_a_key_of_several_columns(self) -> None:
        self.run_all(cells.insert().values(row=1, col=2), cells.update().values(col=3))
        self.run_all(cells.update().values(row=5))
        with rome.get_engine("other").connect() as connection:
            self.assertEqual(connection.execute(sa.select(cells)).all(), [(5, 3)])

    def test_names_with_quotes_and_keys_that_differ_from_them(self) -> None:
        self.run_all(*(odd.insert().values(two=text) for text in "abc"))
        self.run_all(
            odd.update().where(odd.c.two == "b").values(two="d"), odd.delete().where(odd.c.two == "a")
        )
        page = sa.select(odd).where(odd.c.two != "e").order_by(odd.c.two.desc()).limit(1)
        with rome.get_engine("other").connect() as connection:
            self.assertEqual([tuple(row) for row in connection.execute(sa.select(odd))], [(2, "d"), (3, "c")])
            self.assertEqual([tuple(row) for row in connection.execute(page)], [(2, "d")])


class Refused(unittest.TestCase):
    def assertSays(self, word: str, *columns: Any) -> None:
        made = sa.MetaData()
        sa.Table(
            "parents", made, sa.Column("id", sa.Integer, primary_key=True), sa.Column("free", sa.Integer)
        )
        sa.Table("t", made, sa.Column("id", sa.Integer, primary_key=True), *columns)
        with self.assertRaisesRegex(ValueError, word):
            rome.configure("refused", [made], "unix:///nowhere?namespace=n")

    def test_unsupported_models(self) -> None:
        self.assertSays("CASCADE", sa.Column("p", sa.ForeignKey("parents.id", ondelete="CASCADE")))
        self.assertSays("not unique", sa.Column("p", sa.ForeignKey("parents.free")))
        self.assertSays("bytes", sa.Column("b", sa.LargeBinary))
        with self.assertRaisesRegex(ValueError, "table keyless: ROME needs a primary key"):
            keyless = sa.Table("keyless", sa.MetaData(), sa.Column("c", sa.Integer))
            rome.configure("refused", [keyless.metadata], "unix:///nowhere?namespace=n")

    def test_invalid_urls(self) -> None:
        for url, word in (
            ("unix:///x", "namespace"),
            ("http://x?namespace=n", "must begin with unix:"),
            ("unix:///x?namespace=n&db=1", "db"),
            ("redis://h/x?namespace=n", "number"),
            ("unix:?namespace=n", "path"),
        ):
            with self.subTest(url), self.assertRaisesRegex(ValueError, word):
                rome.configure("refused", [metadata], url)

    def test_an_unknown_database(self) -> None:
        with self.assertRaisesRegex(KeyError, "rome.configure"):
            rome.get_engine("nothing")


class Creation(RomeTestCase):
    def test_columns_of_mixins_come_first_as_in_the_services_migrations(self) -> None:
        """SQLite's automatic indexes have the columns in this order, so rows without ORDER BY depend on it."""
        with rome.get_engine("glance").connect() as connection:
            names = [name for _, name, *_ in connection.execute(sa.text("PRAGMA table_info(image_members)"))]
        self.assertEqual(names[0], "created_at")
        self.assertGreater(names.index("image_id"), names.index("deleted"))

    def test_create_an_empty_database_and_keep_an_existing_one(self) -> None:
        self.store.wipe()
        with self.assertRaises(exception.DBConnectionError):
            self.session().query(glance_models.Image).all()
        rome.create_all("glance")
        self.save(glance_models.Image(id="a", status="queued", visibility="private"))
        rome.create_all("glance")
        self.assertEqual(self.session().query(glance_models.Image).count(), 1)


if __name__ == "__main__":
    unittest.main()
