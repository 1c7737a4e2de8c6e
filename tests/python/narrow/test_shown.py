"""Texts of statements and results. They reach reports, so they must not contain secrets."""

import datetime
import unittest

import sqlalchemy as sa

from narrow import shown
from narrow.sides import Outcome
from probe import values

KEYS = sa.Table(
    "keys",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("password", sa.String(255)),
    sa.Column("made", sa.DateTime),
)
SECRET = "hunter2hunter2"


class Shown(unittest.TestCase):
    def test_secret_columns_and_parameters_are_hidden(self) -> None:
        read = sa.select(KEYS.c.id, KEYS.c.password).where(KEYS.c.password == SECRET)
        write = sa.update(KEYS).values(password=SECRET)
        for text in (
            shown.sql(read),
            shown.sql(write),
            shown.result(read, Outcome([(1, SECRET)])),
            shown.result(write, Outcome([(1, SECRET, None)], 1)),
        ):
            self.assertNotIn(SECRET, text)
            self.assertIn("hidden", text)
        self.assertTrue(values.is_secret("password_1"))

    def test_results_have_the_number_of_rows_and_the_first_of_them(self) -> None:
        at = datetime.datetime(2026, 1, 2, 3, 4, 5)
        statement = sa.select(KEYS.c.made)
        self.assertEqual(shown.result(statement, Outcome([(at,)])), "1 row: '2026-01-02T03:04:05'")
        self.assertEqual(shown.result(statement, Outcome([])), "0 rows")
        many = shown.result(sa.select(KEYS.c.id), Outcome([(number,) for number in range(9)]))
        self.assertEqual(many, "9 rows: 0, 1, 2, 3, 4, …")
        failed = Outcome([], error="DBDuplicateEntry", message="the key exists")
        self.assertEqual(shown.result(statement, failed), "DBDuplicateEntry: the key exists")


if __name__ == "__main__":
    unittest.main()
