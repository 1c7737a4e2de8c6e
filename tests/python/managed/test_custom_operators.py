"""Statements with custom operators are compiled once, as Nova's filters by regular expressions."""

import unittest

import sqlalchemy as sa

from managed.databases import custom_operators

COLUMN = sa.table("servers", sa.column("name", sa.String)).c.name


def key(column_filter: sa.sql.ColumnElement) -> tuple:
    return sa.select(COLUMN).where(column_filter)._generate_cache_key().key


class CustomOperators(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        custom_operators.hash_by_value()

    def test_equal_statements_have_one_key(self) -> None:
        cache = {key(COLUMN.op("REGEXP")("vm-1")): "compiled"}
        self.assertIn(key(COLUMN.op("REGEXP")("vm-2")), cache)

    def test_others_have_their_own(self) -> None:
        cache = {key(COLUMN.op("REGEXP")("vm")): "compiled"}
        for other in (
            COLUMN.op("GLOB")("vm"),
            COLUMN.op("REGEXP", precedence=5)("vm"),
            COLUMN.op("REGEXP", is_comparison=True)("vm"),
            COLUMN.op("REGEXP", return_type=sa.Integer)("vm"),
        ):
            self.assertNotIn(key(other), cache)


if __name__ == "__main__":
    unittest.main()
