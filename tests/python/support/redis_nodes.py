"""Redis processes on loopback ports, for a test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import redis

START_SECONDS = 20.0


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nothing listens on. They differ from each other."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def wait_for(ready: Callable[[], object], what: str) -> None:
    """Wait until `ready` returns true. Errors of Redis count as false. Raises TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(redis.RedisError):
            if ready():
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} was not ready within {START_SECONDS} s")
        time.sleep(0.02)


class RedisNode:
    """One process. After `kill()`, `start()` starts it again with the files that it left."""

    def __init__(self, folder: Path, port: int, *options: str, sentinel: Path | None = None) -> None:
        """`sentinel`: the configuration file, for a Sentinel."""
        self.port = port
        self._folder = folder / str(port)
        self._options = ([str(sentinel), "--sentinel"] if sentinel else []) + list(options)
        self._process: subprocess.Popen | None = None
        self._folder.mkdir()

    def add_options(self, *options: str) -> None:
        """Override options from the next start on."""
        self._options += options

    def start(self) -> None:
        given = [*self._options, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        with open(self._folder / "log", "ab") as log:
            self._process = subprocess.Popen(["redis-server", *given], stdout=log, stderr=log)
        wait_for(self.client.ping, f"Redis on port {self.port}")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop_answering(self) -> None:
        """Suspend the process until `answer_again` is called."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGSTOP)

    def answer_again(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGCONT)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis("127.0.0.1", self.port, decode_responses=True, socket_timeout=5)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def is_synchronized(self) -> bool:
        """Whether it is a primary, or a replica that has its primary's data."""
        info = self.client.info("replication")
        return info["role"] == "master" or info["master_link_status"] == "up"

    def replicas_among(self, nodes: "list[RedisNode]") -> "list[RedisNode]":
        """Return those of the nodes that are replicas of this one."""
        return [
            n for n in nodes if n.is_running and n.client.info("replication").get("master_port") == self.port
        ]

    def cut_off(self, replicas: "list[RedisNode]") -> None:
        """Suspend the replicas, and close their connections, in which Redis would keep what it sent."""
        for node in replicas:
            node.stop_answering()
        for line in self.client.client_list(_type="replica"):
            self.client.client_kill_filter(_id=line["id"])


class RedisNodes:
    """Nodes in a temporary folder. `stop()` ends them and removes the folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rome-test-"))
        self.nodes: list[RedisNode] = []

    def allow_writes_without_replicas(self) -> None:
        """Let primaries write without connected replicas. For nodes that have not started yet."""
        for node in self.nodes:
            node.add_options("--min-replicas-to-write", "0")

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self) -> str:
        """The URL of a database, without its namespace."""
        raise NotImplementedError

    def url(self, namespace: str) -> str:
        return f"{self.address}?namespace={namespace}"

    def primary_of(self, namespace: str) -> RedisNode:
        """Return the node that has the namespace now."""
        raise NotImplementedError

    def keys(self, pattern: str = "*") -> list[str]:
        """Return the matching keys of all namespaces, without the tokens of commits, which expire."""
        primaries = [node for node in self.nodes if node.client.info("replication")["role"] == "master"]
        return [key for node in primaries for key in node.client.keys(pattern) if ":done:" not in key]
