"""The Redis servers that hold a namespace: a single one, or a primary with replicas in a Redis Cluster or under Sentinels.

All keys of a namespace are on one primary at a time, which runs the scripts. Its writes reach the replicas as one stream.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, NamedTuple, TypeVar

import redis
from redis.cluster import ClusterNode, NodesManager
from redis.crc import key_slot
from redis.exceptions import RedisClusterException
from redis.sentinel import Sentinel

from rome.errors import Lost, StoreFailed

# How long a call is repeated while its primary is away. A failover takes a few seconds.
REPEAT_SECONDS = 20.0
# How long a commit leaves its token, by which a repeat of it finds that it was done. Much longer than it is repeated,
# because the last repeat may be under way for some time.
KEEP_MILLISECONDS = 120_000
_WAIT_MILLISECONDS = 1000
_PAUSE_SECONDS = (0.02, 0.3)  # between repeats: the first, the longest
# Replies of a server that is not, or not yet, the primary, or that lacks replicas. The request had no effect.
_AWAY = {
    "ASK",
    "CLUSTERDOWN",
    "LOADING",
    "MASTERDOWN",
    "MOVED",
    "NOREPLICAS",
    "READONLY",
    "TRYAGAIN",
    "UNBLOCKED",
}
# The same as exceptions. Which of them redis-py raises depends on its version.
_AWAY_CLASSES = (
    redis.ConnectionError,
    redis.TimeoutError,
    RedisClusterException,
    redis.exceptions.AskError,
    redis.exceptions.ClusterDownError,
    redis.exceptions.MovedError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.TryAgainError,
)
# redis-py 4 logs a traceback for each node that is down. Only a primary that stays away is an error, of the caller.
logging.getLogger("redis.cluster").disabled = True

Address = tuple[str, int]
Result = TypeVar("Result")


class TooFewCopies(redis.ConnectionError):
    """Fewer replicas than required acknowledged a write. It is done, but might not survive the primary."""


class Found(NamedTuple):
    """A client of the namespace's primary. `finder`: what the client needs to live."""

    client: redis.Redis
    finder: object = None


class Servers:
    """A single Redis server. Its requests are not repeated, because a commit might be done twice.

    Threads can share the object. Nothing is sent before the first call.
    """

    copies = 0  # how many replicas must acknowledge a write
    repeats = False

    def __init__(self, client: redis.Redis) -> None:
        self._single = Found(client)

    def primary(self) -> Found:
        """Return the primary's client."""
        return self._single

    def forget(self, found: Found) -> None:
        """Look for the primary again at the next call, if `found` is the one last found."""

    def call(self, work: Callable[[redis.Redis], Result]) -> Result:
        """Return work(the primary's client). If the primary is away, wait for it and repeat the work.

        Raises Lost if the primary stays away, or if the namespace has no marker, and StoreFailed for another error of
        Redis. After Lost, it is unknown whether the work was done.
        """
        deadline, pause = time.monotonic() + REPEAT_SECONDS, _PAUSE_SECONDS[0]
        while True:
            found = None
            try:
                found = self.primary()
                return work(found.client)
            except (redis.RedisError, RedisClusterException) as error:
                if str(error).startswith("NOMARKER"):
                    raise Lost(f"rome: {str(error).removeprefix('NOMARKER ')}") from error
                if not (isinstance(error, _AWAY_CLASSES) or (self.repeats and _code(error) in _AWAY)):
                    raise StoreFailed(f"rome: Redis failed: {error}") from error
                if not self.repeats or time.monotonic() > deadline:
                    raise Lost(f"rome: Redis is lost: {error}") from error
            if found is not None:
                self.forget(found)
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 1.5, _PAUSE_SECONDS[1])

    def send(self, client: redis.Redis, *commands: tuple) -> list:
        """Send writing commands in one round trip. Return their replies once enough replicas have the writes.

        Raises the first error among the replies, and TooFewCopies.
        """
        # WAIT is about the writes of its own connection, so it is in the same pipeline.
        wait = [("WAIT", self.copies, _WAIT_MILLISECONDS)] if self.copies else []
        with client.pipeline(transaction=False) as pipe:
            for command in (*commands, *wait):
                pipe.execute_command(*command)
            replies = pipe.execute(raise_on_error=False)
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
        if wait and replies.pop() < self.copies:
            raise TooFewCopies(f"fewer than {self.copies} replicas acknowledged a write")
        return replies


def _code(error: Exception) -> str:
    return str(error).split(" ", 1)[0]


class _Replicated(Servers):
    """A primary that others replace when it fails. All requests can be repeated."""

    repeats = True

    def __init__(self, copies: int) -> None:
        self.copies = copies
        self._found: Found | None = None
        self._lock = threading.Lock()

    def primary(self) -> Found:
        with self._lock:
            if self._found is None:
                self._found = self._find()
            return self._found

    def forget(self, found: Found) -> None:
        with self._lock:
            if self._found is found:
                self._found = None

    def _find(self) -> Found:
        raise NotImplementedError


class Cluster(_Replicated):
    """A Redis Cluster. `tag`: the hash tag of the namespace's keys, which are all in its slot."""

    def __init__(self, nodes: Collection[Address], tag: str, copies: int, options: dict[str, Any]) -> None:
        super().__init__(copies)
        self._nodes, self._tag, self._options = set(nodes), tag, options

    def _find(self) -> Found:
        # In another order each time, because a node that is cut off from the others does not know the new primary.
        nodes = [ClusterNode(*node) for node in random.sample(sorted(self._nodes), len(self._nodes))]
        known = NodesManager(nodes, **self._options)
        self._nodes.update((node.host, int(node.port)) for node in known.nodes_cache.values())
        return Found(known.get_node_from_slot(key_slot(self._tag.encode())).redis_connection, known)


class Sentinels(_Replicated):
    """The primary `name` that Sentinels watch. Its client asks them for each new connection."""

    def __init__(self, nodes: Collection[Address], name: str, copies: int, options: dict[str, Any]) -> None:
        super().__init__(copies)
        self._nodes, self._name, self._options = list(nodes), name, options

    def _find(self) -> Found:
        return Found(Sentinel(self._nodes, **self._options).master_for(self._name))
