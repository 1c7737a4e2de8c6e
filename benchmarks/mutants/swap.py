"""Reload the discovery copy at SIGUSR2. The benchmark of mutants appends this to the copy.

Removes the patches of the previous copy from ROME and SQLAlchemy, and runs the copy's file in place of the running
copy. Then `FILE.taken` contains `ok` or the error.
"""

import gc
import linecache
import signal
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from sqlalchemy.engine import Engine

import probe

PATCHABLE = ("rome", "sqlalchemy.sql.sqltypes", "sqlalchemy.dialects.sqlite")
# Parts of the probe that wrap the service's functions and queries.
WRAPPING = ("Queries", "Calls")


def _patchable() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if any(name == each or name.startswith(each + ".") for each in PATCHABLE):
            yield module
            yield from (each for each in vars(module).values() if isinstance(each, type))


class Swap:
    """Keeps the original attributes of everything that a mutant can patch, and reloads the copy."""

    def __init__(self, file: str, copy: dict[str, Any]) -> None:
        self._file, self._copy = file, copy
        self._first: dict[int, tuple[Any, dict[str, Any]]] = {}

    def __call__(self, *_: object) -> None:
        assert probe._installed is not None
        parts = [each for each in probe._installed[1] if type(each).__name__ in WRAPPING]
        for part in parts:
            part.remove()
        if not self._first:
            self._first = {id(owner): (owner, dict(vars(owner))) for owner in _patchable()}
        outcome = "ok"
        try:
            self._restore()
            with open(self._file, encoding="utf-8") as source:
                text = source.read()
            linecache.checkcache()
            exec(compile(text, self._file, "exec"), self._copy)
            _clear_compiled()
        except BaseException:  # a mutant can raise anything
            outcome = traceback.format_exc()
        for part in parts:
            part.install()
        with open(self._file + ".taken", "w", encoding="utf-8") as taken:
            taken.write(outcome)

    def _restore(self) -> None:
        for owner, attributes in self._first.values():
            now = dict(vars(owner))
            for name in set(now) - set(attributes):
                delattr(owner, name)
            for name, value in attributes.items():
                if now.get(name) is not value:
                    setattr(owner, name, value)


def _clear_compiled() -> None:
    """Clear the caches of compiled statements, which contain the previous code."""
    for engine in [each for each in gc.get_objects() if isinstance(each, Engine)]:
        if engine._compiled_cache is not None:
            engine._compiled_cache.clear()
        engine.dialect._type_memos.clear()


if signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL:  # the first time
    signal.signal(signal.SIGUSR2, Swap(__file__, globals()))
