"""Appended to a discovery copy by the mutants' benchmark: at SIGUSR2 the copy's file is run again in the place of what
runs, over a ROME and a SQLAlchemy without the patches of the last one; `FILE.taken` then says `ok`, or the error."""

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
# What hides the service's functions and queries from a mutant.
WRAPPING = ("Queries", "Calls")


def _patchable() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if any(name == each or name.startswith(each + ".") for each in PATCHABLE):
            yield module
            yield from (each for each in vars(module).values() if isinstance(each, type))


class Swap:
    """Keeps what everything that a mutant may patch was at first."""

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
            _forget_compiled()
        except BaseException:  # whatever a mutant does
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


def _forget_compiled() -> None:
    """Compiled statements hold what they were compiled with."""
    for engine in [each for each in gc.get_objects() if isinstance(each, Engine)]:
        if engine._compiled_cache is not None:
            engine._compiled_cache.clear()
        engine.dialect._type_memos.clear()


if signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL:  # the first time
    signal.signal(signal.SIGUSR2, Swap(__file__, globals()))
