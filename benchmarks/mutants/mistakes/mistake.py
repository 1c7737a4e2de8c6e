"""One mistake of a ROME, and what several patches begin with."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """`constructs`: those that a report may name as the cause. `shows`: a regular expression for the construct and the
    statement of the true place. `patch`: Python that runs where `rome` is at hand. `scenarios`: what shows it."""

    what: str
    constructs: list[str]
    shows: str
    patch: str
    scenarios: list[str]


COMPILER = """
from rome.statements.compiler import RomeCompiler as C
from sqlalchemy.sql import operators
"""
# What a statement asks of Redis still follows its right meaning: where a mistake is to meet more rows, all are loaded.
WHOLE = """from rome.statements.plan import Plan
Plan.asks = lambda self, *_: [{"t": table, "any": []} for table in self.tables]
"""
DIALECT = """
from rome.dialect import RomeDialect as D
"""
SCALARS = ["select", "insert", "update"]
