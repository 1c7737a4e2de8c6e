"""Release the descriptors of eventlet's hubs in native threads.

Glance runs tasks in native threads, and eventlet replaces their sockets. The first socket of a thread creates a hub with
an epoll descriptor. The hub is part of a cycle with its greenlet, so the descriptor would outlive the thread.
"""

import threading

from eventlet import hubs


def close_with_threads() -> None:
    """Close the hub of each thread that starts from now on, when it ends."""
    start = threading.Thread.start

    def start_closing(self: threading.Thread) -> None:
        run = self.run  # subclasses, such as futurist's workers, have their own

        def run_and_close() -> None:
            try:
                run()
            finally:
                _close()

        self.run = run_and_close  # type: ignore[method-assign]
        start(self)

    threading.Thread.start = start_closing  # type: ignore[method-assign]


def _close() -> None:
    hub = getattr(hubs._threadlocal, "hub", None)
    if hub is None:
        return
    del hubs._threadlocal.hub
    hub.poll.close()
