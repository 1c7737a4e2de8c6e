"""Reads requests and prints answers: `python3 -m narrow`. See docs/probe.md for the protocol."""

import argparse
import json
import sys
from typing import Any

from narrow.answer import answer
from narrow.forms import Unusable

_PROTOCOL = """\
Each line of stdin is a JSON request, and each line of stdout is the JSON answer:

{"id": "1", "seconds": 5, "asked": 123456, "forms": "probe.jsonl.forms", "given": {"name_1": "x"},
 "databases": [{"models": "glance", "rows": "glance.sqlite", "rome": "unix:///redis.sock?namespace=glance"}],
 "profile": {}}

{"id": "1", "outcome": "narrowed", "sql": "SELECT ...", "constructs": [...], "needed": ["order_by"], "rows": 2,
 "baseline": "2 rows: 'b', 'a'", "target": "2 rows: 'a', 'b'", "difference": "order"}
{"id": "1", "outcome": "same"}
{"id": "1", "outcome": "unable", "why": "..."}

docs/probe.md describes the fields. ROME writes only to a scratch namespace, which is removed.
"""


def answered(line: str) -> dict[str, Any]:
    """Return the answer to a line. It never raises."""
    request: Any = None
    try:
        request = json.loads(line)
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
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answered(line)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
