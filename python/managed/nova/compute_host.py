"""Lets `CONF.host` say which compute the running green thread works for.

Nova expects a process per compute and asks the global `CONF.host` in many places. Here two computes share a process,
so the option's value depends on who asks: it is kept in a context variable, and every green thread begins with the
context of the one that spawned it. What a compute starts (its RPC server, its periodic tasks and all they spawn) is
started inside `working_for`.
"""

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

from eventlet import greenthread
from oslo_config import cfg

_host: contextvars.ContextVar[str] = contextvars.ContextVar("host")


class _HostPerCompute(cfg.ConfigOpts):
    """Nova's options, but for the host of whoever asks."""

    @property
    def host(self) -> str:
        """The compute's name inside `working_for`, the configured one elsewhere."""
        return _host.get(None) or self.__getattr__("host")


def install(conf: Any) -> None:
    """Must run before anything of Nova spawns a green thread."""
    conf.__class__ = _HostPerCompute
    _hand_down_contexts()


@contextlib.contextmanager
def working_for(host: str) -> Iterator[None]:
    """What runs inside, and whatever it spawns, works for that compute."""
    token = _host.set(host)
    try:
        yield
    finally:
        _host.reset(token)


def _hand_down_contexts() -> None:
    """Greenlets begin with an empty context; let them begin with that of the one that made them."""
    make, spawn = greenthread.GreenThread.__init__, greenthread._spawn_n

    def made(self: Any, parent: Any) -> None:
        make(self, parent)
        self.gr_context = contextvars.copy_context()

    def spawned(*arguments: Any) -> tuple[Any, Any]:
        timer, thread = spawn(*arguments)
        thread.gr_context = contextvars.copy_context()
        return timer, thread

    greenthread.GreenThread.__init__ = made
    greenthread._spawn_n = spawned
