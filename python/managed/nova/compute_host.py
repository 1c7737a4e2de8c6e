"""Make `CONF.host` the compute that the running green thread works for.

Nova expects one process per compute, and reads the global `CONF.host` in many places. Here two computes share a
process, so the option's value depends on the green thread. A context variable holds it, and every green thread starts
with the context of the thread that spawned it. Everything that a compute starts (its RPC server, its periodic tasks,
and all that they spawn) is started inside `working_for`.
"""

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

import futurist
from eventlet import greenthread
from oslo_config import cfg

_host: contextvars.ContextVar[str] = contextvars.ContextVar("host")


class _HostPerCompute(cfg.ConfigOpts):
    """Nova's options, with the host of the running green thread."""

    @property
    def host(self) -> str:
        """The compute's name inside `working_for`, the configured host elsewhere."""
        return _host.get(None) or self.__getattr__("host")


def install(conf: Any) -> None:
    """Replace `conf.host`. Must run before Nova spawns a green thread."""
    conf.__class__ = _HostPerCompute
    _inherit_contexts()


@contextlib.contextmanager
def working_for(host: str) -> Iterator[None]:
    """Make everything that runs inside, and everything that it spawns, work for the compute `host`."""
    token = _host.set(host)
    try:
        yield
    finally:
        _host.reset(token)


def _inherit_contexts() -> None:
    """Start every greenlet with the context of the one that created it. By default the context is empty.

    Since 2026.2, the green threads of a pool serve both computes, so each task has the context of the one that submitted it.
    """
    make, spawn = greenthread.GreenThread.__init__, greenthread._spawn_n
    submit = futurist.GreenThreadPoolExecutor.submit

    def made(self: Any, parent: Any) -> None:
        make(self, parent)
        self.gr_context = contextvars.copy_context()

    def spawned(*arguments: Any) -> tuple[Any, Any]:
        timer, thread = spawn(*arguments)
        thread.gr_context = contextvars.copy_context()
        return timer, thread

    def submitted(self: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        return submit(self, contextvars.copy_context().run, function, *arguments, **named)

    futurist.GreenThreadPoolExecutor.submit = submitted
    greenthread.GreenThread.__init__ = made
    greenthread._spawn_n = spawned
