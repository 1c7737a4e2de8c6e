"""What tests that are run for their results leave."""

import unittest
from typing import Any

import sqlalchemy

import constructs


class Outcomes(unittest.TestResult):
    """The outcome of each test by its id: `ok`, `skipped`, `expected failure`, or the text of the error."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: dict[str, str] = {}

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.outcomes[test.id()] = "ok"

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self.outcomes[test.id()] = "skipped"

    def addError(self, test: unittest.TestCase, error: Any) -> None:
        self.outcomes[test.id()] = self._exc_info_to_string(error, test)

    addFailure = addError

    def addExpectedFailure(self, test: unittest.TestCase, error: Any) -> None:
        self.outcomes[test.id()] = "expected failure"


def note_constructs() -> set[str]:
    """Return a set that gets each construct that a statement of this process needs."""
    needed: set[str] = set()

    @sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: Any, parameters: Any, context: Any, many: bool) -> None:
        if context.compiled is not None:
            needed.update(constructs.of_execution(context.compiled.statement, many))

    return needed
