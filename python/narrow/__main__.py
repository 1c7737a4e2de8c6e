"""Reads requests and prints answers: `python3 -m narrow`. See docs/probe.md for the protocol."""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from narrow.answer import answer
from narrow.copies import copy
from narrow.forms import Unusable

_PROTOCOL = """\
Each line of stdin is a JSON request, and each line of stdout is the JSON answer:

{"id": "1", "seconds": 5, "asked": 123456, "forms": "probe.jsonl.forms", "given": {"name_1": "x"},
 "databases": [{"models": "glance", "rows": "glance.sqlite", "rome": "unix:///redis.sock?namespace=glance"}],
 "profile": {}}

{"id": "1", "outcome": "narrowed", "sql": "SELECT ...", "constructs": [...], "needed": ["order_by"], "rows": 2,
 "baseline": "2 rows: 'b', 'a'", "target": "2 rows: 'a', 'b'", "difference": "order"}
{"id": "1", "outcome": "same", "returned": 2}
{"id": "1", "outcome": "unable", "why": "..."}

{"id": "2", "copy": [{"from": "glance.sqlite", "to": "copy.sqlite"}]}

{"id": "2", "outcome": "copied"}

Copies are made at once, while a statement is narrowed.

docs/probe.md describes the fields. ROME writes only to a scratch namespace, which is removed.
"""


def answered(line: str) -> dict[str, Any]:
    """Return the answer to a line. It never raises."""
    request: Any = None
    try:
        request = json.loads(line)
        if "copy" in request:
            copy(request["copy"])
            found: dict[str, Any] = {"outcome": "copied"}
        else:
            found = answer(request)
    except Unusable as error:
        found = {"outcome": "unable", "why": str(error)}
    except Exception as error:
        found = {"outcome": "unable", "why": f"{type(error).__name__}: {error}"}
    return {"id": request.get("id") if isinstance(request, dict) else None, **found}


def main() -> int:
    """Answer requests until stdin ends. Return the exit code."""
    argparse.ArgumentParser(
        prog="narrow",
        description=__doc__.split(":")[0],
        epilog=_PROTOCOL,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    with ThreadPoolExecutor(1) as narrowing:
        for line in sys.stdin:
            if _is_copy(line):
                _print(answered(line))
            elif line.strip():
                narrowing.submit(lambda given: _print(answered(given)), line)
    return 0


def _is_copy(line: str) -> bool:
    try:
        return "copy" in json.loads(line)
    except (ValueError, TypeError):
        return False


def _print(found: dict[str, Any]) -> None:
    # One write, so that the lines of two threads do not mix.
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
