"""The socket of a service. It is opened before the service's imports, which take seconds."""

import errno
import socket
import sys

CONNECTIONS = 1000


def listen(port: int) -> socket.socket:
    """Return a listening socket on loopback. Clients that connect before the service is ready wait and are not refused.

    Exits with code 98 (the number of EADDRINUSE) if the port is in use.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(CONNECTIONS)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"port {port} is in use", file=sys.stderr)
        sys.exit(errno.EADDRINUSE)
    return listener
