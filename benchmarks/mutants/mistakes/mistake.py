"""The type of a mistake in ROME, and the beginnings that patches share."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """A mistake in ROME.

    constructs: the constructs that a report can correctly name as the cause. shows: a regular expression for the construct
    and the statement of the true place. patch: Python code that uses the name `rome`. scenarios: scenarios that show it; none if those
    that reach its constructs in a complete run shall run.
    """

    what: str
    constructs: list[str]
    shows: str
    patch: str
    scenarios: list[str]


COMPILER = """
from rome.statements.compiler import RomeCompiler as C
from sqlalchemy.sql import operators
"""
# A statement still loads only the rows that the correct statement needs. If a mistake needs more, this loads all rows.
WHOLE = """from rome.statements.plan import Plan
Plan.asks = lambda self, *_: [{"t": table, "any": []} for table in self.tables]
"""
DIALECT = """
from rome.dialect import RomeDialect as D
"""
# The narrowing repeats statements on SQLite in the same process, where types must not be wrong.
TYPES = """
def on_rome(kind, name, make):
    original = getattr(kind, name)
    def chosen(self, dialect, *rest):
        return (make if dialect.driver == "rome" else original)(self, dialect, *rest)
    setattr(kind, name, chosen)
"""
SCALARS = ["select", "insert", "update"]
