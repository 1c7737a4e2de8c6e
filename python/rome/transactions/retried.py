"""Finds out whether a statement's caller retries after a deadlock."""

import sys
from types import FrameType

from oslo_db import exception


def is_retried() -> bool:
    """Whether the caller runs inside oslo.db's `wrap_db_retry` with retries left that also apply to deadlocks."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "wrapper" and frame.f_globals.get("__name__") == "oslo_db.api":
            expected = getattr(frame.f_locals.get("self"), "db_error", ())
            return exception.DBDeadlock in expected and frame.f_locals.get("remaining", 0) > 0
        frame = frame.f_back
    return False
