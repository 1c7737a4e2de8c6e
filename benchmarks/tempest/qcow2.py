"""Serves an image in the format qcow2, which Glance's newer releases check when they download one."""

import http.server
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_CLUSTER = 1 << 16
# Of an empty disk of one cluster. The header is followed by its tables, a cluster each.
_IMAGE = struct.pack(
    ">4sIQIIQIIQQIIQQQQII",
    b"QFI\xfb",
    3,  # version
    *(0, 0),  # no backing file
    16,  # bits of a cluster's size
    _CLUSTER,
    0,  # not encrypted
    *(1, 3 * _CLUSTER),  # entries of the first table, and its place
    *(_CLUSTER, 1),  # the table of reference counts
    *(0, 0),  # no snapshots
    *(0, 0, 0),  # no further features
    4,  # bits of a reference count: 1 << 4
    104,  # length of the header
).ljust(4 * _CLUSTER, b"\0")


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(_IMAGE)))
        self.end_headers()
        self.wfile.write(_IMAGE)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """Yield the image's URL on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/image.qcow2"
        finally:
            server.shutdown()
