"""Finds by trial which constructs a ROME has: `python3 -m rome.survey --url URL [--profile FILE]`.

The survey does not look at the profile's content. It runs each case (rome.survey_cases) on ROME, in a scratch namespace
of the same Redis, and on plain SQLAlchemy over SQLite. A construct's verdict comes from the difference of the results.
"""

import argparse
import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from oslo_db.exception import DBConnectionError
from oslo_db.sqlalchemy.orm import Query, Session
from sqlalchemy import create_engine

from rome import database
from rome.errors import Lost
from rome.storage.address import inside
from rome.survey_cases import CASES, Case
from rome.survey_cases.schema import Author, fill, metadata

VERSION = 1
_DATABASE = "rome_survey"


class Outcome(NamedTuple):
    """Result of a case.

    `seen`: the repr of what the case returned, or the exception it raised. `missing`: the refused construct, '' if the
    refusal did not name one, None if nothing was refused. `detail`: the message of the refusal.
    """

    seen: str = ""
    missing: str | None = None
    detail: str = ""


def survey(url: str, profile: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the verdict of each construct.

    Raises ValueError for an invalid URL or profile, and DBConnectionError if Redis cannot be reached.
    """
    with _rome(url, profile) as (session, refused, rows):
        if refused is not None:
            actual = dict.fromkeys(CASES, refused)
        elif rows == 0:
            # Without rows, no other case can have a verdict.
            unknown = {name: {"verdict": "unknown", "because": "insert"} for name in CASES}
            return unknown | {
                "insert": {"verdict": "wrong", "expected": "rows in the store", "actual": "none"}
            }
        else:
            actual = {name: _run(case, session) for name, case in CASES.items()}
    return verdicts(_expected(), actual)


def verdicts(expected: Mapping[str, Outcome], actual: Mapping[str, Outcome]) -> dict[str, dict[str, str]]:
    """Return the verdict of each case: `met`, `refused`, `wrong` or `unknown`.

    A case that failed because of another construct is `unknown`, with that construct as `because`.
    """
    found: dict[str, dict[str, str]] = {}

    def verdict(name: str) -> dict[str, str]:
        if name not in found:
            found[name] = decide(CASES[name])
        return found[name]

    def decide(case: Case) -> dict[str, str]:
        outcome, right = actual[case.construct], expected[case.construct]
        if outcome == right:
            return {"verdict": "met"}
        if outcome.missing == case.construct:
            return {"verdict": "refused", "detail": outcome.detail}
        because = outcome.missing or next((n for n in case.needs if verdict(n)["verdict"] != "met"), None)
        if because:
            return {"verdict": "unknown", "because": because}
        if outcome.missing is not None:
            return {"verdict": "refused", "detail": outcome.detail}
        return {"verdict": "wrong", "expected": right.seen, "actual": outcome.seen}

    return {name: verdict(name) for name in sorted(CASES)}


def _run(case: Case, session: Session) -> Outcome:
    """Run a case and roll back its writes."""
    try:
        return Outcome(seen=repr(case.run(session)))
    except DBConnectionError:
        raise
    except Exception as error:  # any exception of a ROME is a result
        return _refused(error) or Outcome(
            seen=f"raised {type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
        )
    finally:
        session.close()  # also ends the outer transaction if the case left a savepoint open


def _refused(error: Exception) -> Outcome | None:
    construct: Any = getattr(error, "construct", None)
    if construct is None and not isinstance(error, NotImplementedError):
        return None
    return Outcome(missing=construct or "", detail=str(error))


@cache
def _expected() -> Mapping[str, Outcome]:
    """Return the results of the cases on plain SQLAlchemy."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine, query_cls=Query) as session:
        fill(session)
        return {name: _run(case, session) for name, case in CASES.items()}


@contextmanager
def _rome(url: str, profile: Mapping[str, str]) -> Iterator[tuple[Session, Outcome | None, int]]:
    """Fill a scratch namespace, and remove it afterwards.

    Yields a session, the refusal if ROME refused to fill the namespace, and the number of authors in the store.
    """
    scratch = inside(url, f"survey-{uuid.uuid4().hex[:8]}")
    database.configure(_DATABASE, [metadata], scratch, profile)
    store = database.find(_DATABASE).store
    store.mark()
    try:
        session = database.get_session(_DATABASE, autocommit=False)
        refused = None
        try:
            fill(session)
        except Exception as error:
            session.rollback()
            refused = _refused(error)
            if refused is None:
                raise
        yield session, refused, store.count(Author.__tablename__)
        session.close()
    finally:
        store.wipe()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code. It prints the verdicts as JSON."""
    parser = argparse.ArgumentParser(prog="rome.survey", description="Find out which constructs a ROME has.")
    parser.add_argument("--url", required=True, help="unix:///path/redis.sock?namespace=NAME or redis://...")
    parser.add_argument("--profile", metavar="FILE", help="a JSON file of {construct: way}")
    options = parser.parse_args(arguments)
    try:
        profile: Mapping[str, str] = {}
        if options.profile:
            with open(options.profile, encoding="utf-8") as file:
                profile = json.load(file)
        found = survey(options.url, profile)
    except (OSError, ValueError, Lost, DBConnectionError) as error:
        print(f"rome.survey: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"version": VERSION, "constructs": found}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
