"""A link to a far site: forwards connections between unix sockets, and delivers everything later than it was sent.

    distance.py LISTEN CONNECT MILLISECONDS

Each direction takes half of MILLISECONDS, the round trip time. The link has no delay until it gets SIGUSR1, so that
databases can be filled first. Its throughput is not limited.
"""

import asyncio
import contextlib
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator


class _Link:
    def __init__(self, connect: str, seconds: float) -> None:
        self._connect = connect
        self._seconds = seconds
        self._delay = 0.0
        self._pumps: set[asyncio.Task] = set()

    def begin_delay(self) -> None:
        self._delay = self._seconds / 2

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_unix_connection(self._connect)
        for pump in (self._forward(reader, to), self._forward(there, writer)):
            task = asyncio.create_task(pump)
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(self._deliver(under_way, writer))
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                under_way.put_nowait((time.monotonic() + self._delay, data))
        under_way.put_nowait((time.monotonic() + self._delay, b""))
        await delivery

    @staticmethod
    async def _deliver(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(due - time.monotonic())
            if not data:
                break
            writer.write(data)
        writer.close()


@contextlib.contextmanager
def link(socket: str, milliseconds: float) -> Iterator[tuple[str, subprocess.Popen]]:
    """Yield the socket of a link to `socket`, and the process that serves it. SIGUSR1 begins the delay."""
    listen = f"{socket}.far"
    program = [sys.executable, __file__, listen, socket, str(milliseconds)]
    with subprocess.Popen(program) as process:
        try:
            while not pathlib.Path(listen).exists():
                if process.poll() is not None:
                    raise RuntimeError("the link did not start")
                time.sleep(0.01)
            yield listen, process
        finally:
            process.terminate()


async def main(listen: str, connect: str, milliseconds: str) -> None:
    """Serve until the process is terminated."""
    served = _Link(connect, float(milliseconds) / 1000)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, served.begin_delay)
    server = await asyncio.start_unix_server(served.accept, listen)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
