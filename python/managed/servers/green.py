"""Serves a service that lives on eventlet's green threads; eventlet has patched the process before this is imported."""

import gc
import socket
import sys
from typing import Any

import eventlet
import eventlet.wsgi

from managed.servers.listener import CONNECTIONS, listen

IDLE_SECONDS = 300


class _NoLog:
    """The services log their requests themselves."""

    def write(self, text: str) -> None:
        """Drops it."""

    def info(self, *_: Any) -> None:
        """Drops it."""

    debug = error = info


def begin(port: int) -> socket.socket:
    """Takes the port; until `serve`, nothing is looked for that could be freed (see serve.py)."""
    gc.disable()
    sys.argv = sys.argv[:1]  # services parse what is left by themselves
    return listen(port)


def serve(listener: socket.socket, application: Any) -> None:
    """Answers requests until the process ends."""
    gc.freeze()
    gc.enable()
    pool = eventlet.GreenPool(CONNECTIONS)
    eventlet.wsgi.server(listener, application, log=_NoLog(), custom_pool=pool, socket_timeout=IDLE_SECONDS)
