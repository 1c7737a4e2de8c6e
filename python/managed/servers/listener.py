"""The socket a service is served from, taken before the seconds that its imports cost."""

import errno
import socket
import sys

CONNECTIONS = 1000


def listen(port: int) -> socket.socket:
    """A listening socket on loopback: who asks before the service is ready waits instead of being refused.

    Ends the process with exit code 98 (the number of EADDRINUSE) when the port is taken.
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
