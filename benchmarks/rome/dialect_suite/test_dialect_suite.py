"""SQLAlchemy's tests for dialects."""

from sqlalchemy.testing.suite import *  # noqa: F403
