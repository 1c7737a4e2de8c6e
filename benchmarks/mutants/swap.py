"""Reload the discovery copy at SIGUSR2. The benchmark of mutants appends this to the copy.

Runs the copy's file in place of the running copy. Then `FILE.taken` contains `ok` or the error.
"""

import linecache
import signal
import traceback
from typing import Any

from oslo_db.sqlalchemy import enginefacade as _enginefacade

import probe

# Parts of the probe that wrap the service's functions and queries.
WRAPPING = ("Queries", "Calls")
MANAGER = _enginefacade._TransactionContextManager


class Swap:
    """Reloads the copy, and wraps its functions again."""

    def __init__(self, file: str, copy: dict[str, Any]) -> None:
        self._file, self._copy = file, copy

    def __call__(self, *_: object) -> None:
        assert probe._installed is not None
        parts = [each for each in probe._installed[1] if type(each).__name__ in WRAPPING]
        for part in parts:
            part.remove()
        outcome = "ok"
        try:
            with open(self._file, encoding="utf-8") as source:
                text = source.read()
            linecache.checkcache()
            # The service configured them at its start.
            managers = {name: each for name, each in self._copy.items() if isinstance(each, MANAGER)}
            exec(compile(text, self._file, "exec"), self._copy)
            self._copy.update(managers)
        except BaseException:  # a mutant can raise anything
            outcome = traceback.format_exc()
        for part in parts:
            part.install()
        with open(self._file + ".taken", "w", encoding="utf-8") as taken:
            taken.write(outcome)


if signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL:  # the first time
    signal.signal(signal.SIGUSR2, Swap(__file__, globals()))
