"""Serve a service on eventlet's green threads. Eventlet must patch the process before this module is imported."""

import gc
import socket
import sys
from typing import Any

import eventlet
import eventlet.wsgi

from managed.servers.listener import CONNECTIONS, listen

IDLE_SECONDS = 300


class _NoLog:
    """Drops the server's log messages. The services log their requests themselves."""

    def write(self, text: str) -> None:
        """Drop the message."""

    def info(self, *_: Any) -> None:
        """Drop the message."""

    debug = error = info


def begin(port: int) -> socket.socket:
    """Listen on the port, and turn garbage collection off until `serve` (see serve.py)."""
    gc.disable()
    sys.argv = sys.argv[:1]  # services parse the remaining arguments themselves
    return listen(port)


def serve(listener: socket.socket, application: Any) -> None:
    """Serve requests until the process ends."""
    gc.freeze()
    gc.enable()
    pool = eventlet.GreenPool(CONNECTIONS)
    eventlet.wsgi.server(listener, application, log=_NoLog(), custom_pool=pool, socket_timeout=IDLE_SECONDS)
