"""The survey's cases: each exercises one construct, with as little else as possible, and returns what it saw.

A case takes an open session on the survey's schema. What it returns is compared, by its repr, with what the
same case returns on plain SQLAlchemy over SQLite. Rows are sorted where no order was asked for.
"""

from rome.survey_cases import loading, query_building, query_running, statements, values
from rome.survey_cases.case import CASES, Case

__all__ = ["CASES", "Case", "loading", "query_building", "query_running", "statements", "values"]
