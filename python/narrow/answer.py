"""The answer to one request."""

import contextlib
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from constructs import of_execution
from managed.databases import discovery
from narrow import shown
from narrow.compare import Difference, Undetermined
from narrow.forms import Unusable, bind, load
from narrow.needed import needed, writes_wrong_values
from narrow.reduce import OutOfTime, Reduction
from narrow.sides import Rome, Sqlite, read_rows
from narrow.stored import unequal_storage
from rome.models import MODELS

# Rows of a table: first the newest, because fewer rows are faster, then all that are allowed.
_STEPS = (200, 3000)
_SECONDS = 5.0

Answer = dict[str, Any]


@cache
def models(name: str, copy: str | None = None) -> Sequence[sa.MetaData]:
    """Return the metadata of a service's models. Importing them takes seconds. Raises Unusable for an unknown name.

    `copy`: path of the service's discovery copy. It is imported first, because it may change its ROME.
    """
    if name not in MODELS:
        raise Unusable(f"the models {name!r} are unknown")
    if copy is not None:
        place = discovery.GLANCE if name == "glance" else discovery.NOVA
        with contextlib.suppress(Exception), contextlib.redirect_stdout(sys.stderr):  # stdout is for answers
            discovery.replace(place, copy)
    return MODELS[name]()


def answer(request: Mapping[str, Any]) -> Answer:
    """Return the answer to a request, without its id. Raises Unusable if there is none."""
    why = "no database has the tables of the statement"
    same: Answer | None = None
    deadline = None
    for database in request["databases"]:
        metadata = models(database["models"], database.get("copy"))
        if deadline is None:  # the import of the first models does not count
            deadline = time.monotonic() + float(request.get("seconds", _SECONDS))
        try:
            statement, tables = load(request["forms"], request["asked"], metadata)
        except KeyError:
            continue
        statement = bind(statement, request.get("given") or {})
        target = Rome(metadata, database["rome"], request.get("profile") or {})
        try:
            for most in _STEPS:
                rows, complete = read_rows(database["rows"], tables, most)
                sqlite = Sqlite(tables)
                found = _narrowed(statement, rows, (sqlite, target), deadline)
                if found:
                    return found
                if complete:
                    same = same or {"outcome": "same", "returned": len(sqlite.run(statement).rows)}
                    break
            why = "a table has too many rows"
        except OutOfTime:
            why = "the time was over before the first comparison"
        except Undetermined:
            why = "SQL does not determine the result, or both sides raise the same error"
        finally:
            target.close()
    if same:
        return same
    raise Unusable(why)


def _narrowed(statement: Any, rows: Any, sides: tuple[Sqlite, Rome], deadline: float) -> Answer | None:
    """Return the answer for a statement with a difference on these rows; None without one."""
    reduction = Reduction(statement, rows, sides, deadline)
    first = reduction.difference
    if first is None:
        return None
    stored = None
    with contextlib.suppress(OutOfTime, Undetermined):  # then the statement as it is is the answer
        stored = unequal_storage(statement, rows, sides, deadline)
    if stored:
        reduction, cause = stored
    else:
        reduction.reduce()
        if writes_wrong_values(reduction.statement, reduction.rows, reduction.difference or first):
            return _told(reduction, reduction.difference or first, ["update"])
        cause = needed(reduction.statement, reduction.equal, reduction.complete)
    return _told(reduction, reduction.difference or first, cause)


def _told(reduction: Reduction, found: Difference, cause: list[str]) -> Answer:
    return {
        "outcome": "narrowed",
        "sql": shown.sql(reduction.statement),
        "constructs": sorted(of_execution(reduction.statement, many=False)),
        "needed": cause,
        "rows": sum(map(len, reduction.rows.values())),
        "baseline": shown.result(reduction.statement, found.baseline),
        "target": shown.result(reduction.statement, found.target),
        "difference": found.kind,
    }
