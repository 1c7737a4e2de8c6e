"""Records, for each request, which DB-API function of a service ran which queries and statements.

Call `install` in the service's process, before the application is loaded:

    import probe
    from oslo_db.sqlalchemy import orm
    probe.install("/var/log/glance/probe.jsonl", orm.Query, "glance.db.sqlalchemy.api")

The events are described in docs/probe.md.
"""

import sys
from typing import Protocol

from .calls import Calls
from .journal import Journal
from .queries import Queries
from .refusals import Refusals
from .round_trips import RoundTrips
from .stack import MoreFunctions, Stack
from .statements import Statements
from .transactions import Transactions

__all__ = ["install", "uninstall"]


class _Part(Protocol):
    def install(self) -> None: ...
    def remove(self) -> None: ...


_installed: tuple[Journal, list[_Part]] | None = None


def install(
    path: str,
    query_class: type,
    api_module: str,
    more: MoreFunctions | None = None,
    helpers: frozenset[str] = frozenset(),
    values: bool = False,
) -> None:
    """Start appending events to the JSONL file `path`.

    query_class: the class whose methods the service calls (oslo_db.sqlalchemy.orm.Query, or rome.RomeQuery).
    api_module: dotted name of the service's DB-API module; its first part is the service's package.
    more: functions of other modules that query a database: (module, qualified name) to the name to record.
    helpers: internal functions of the DB-API module, which are not recorded.
    values: whether to record values of rows and parameters, and a form of each statement in the folder `path`.forms.
        Requires a file that only its owner can read.
    Raises OSError if the file cannot be opened, ValueError for an invalid name, RuntimeError if
    a probe is already installed in this process.
    """
    global _installed
    if _installed is not None:
        raise RuntimeError("a probe is already installed in this process")
    if not all(part.isidentifier() for part in api_module.split(".")) or "." not in api_module:
        raise ValueError(f"api_module {api_module!r} is not the dotted name of a module in a package")
    journal = Journal(path)
    stack = Stack(api_module, more, helpers)
    parts: list[_Part] = []
    raised = None
    rome = sys.modules.get("rome")  # a process on ROME has imported it with query_class
    if rome is not None:
        refusals = Refusals(journal, stack, rome.on_refusal)
        raised = refusals.raised
        parts.append(refusals)
        if hasattr(rome, "on_round_trip"):  # another ROME may report only refusals
            parts.append(RoundTrips(journal, stack, rome.on_round_trip))
    parts += [
        Statements(journal, stack, values, f"{path}.forms"),
        Transactions(journal, stack),
        Queries(journal, stack, query_class, values, raised),
        Calls(journal, stack, api_module, helpers, values, raised),
    ]
    for part in parts:
        part.install()
    _installed = journal, parts


def uninstall() -> None:
    """Stop recording, write pending events and close the file. This has no effect if no probe is installed."""
    global _installed
    if _installed is None:
        return
    journal, parts = _installed
    _installed = None
    for part in reversed(parts):
        part.remove()
    journal.close()
