"""The cases of the survey. Each case uses one construct, with as few others as possible, and returns the result.

A case gets an open session on the survey's schema. The repr of its result is compared with that on plain SQLAlchemy
over SQLite. Rows without ORDER BY are sorted.
"""

from rome.survey_cases import loading, query_building, query_running, statements, values
from rome.survey_cases.case import CASES, Case

__all__ = ["CASES", "Case", "loading", "query_building", "query_running", "statements", "values"]
