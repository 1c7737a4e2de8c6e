"""Serve a service on eventlet's green threads. Eventlet must patch the process before this module is imported."""

import socket
import sys
from typing import Any

import eventlet
import eventlet.wsgi

from managed.servers import garbage, remembering
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
    """Listen on the port, and stop searching for garbage until `serve`."""
    garbage.pause_search()
    remembering.bound_tokens()
    sys.argv = sys.argv[:1]  # services parse the remaining arguments themselves
    return listen(port)


def serve(listener: socket.socket, application: Any) -> None:
    """Serve requests until the process ends."""
    garbage.resume_search()
    pool = eventlet.GreenPool(CONNECTIONS)
    eventlet.wsgi.server(listener, application, log=_NoLog(), custom_pool=pool, socket_timeout=IDLE_SECONDS)
