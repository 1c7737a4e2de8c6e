"""The Redis servers that hold a namespace: a single one or, see replicated.py, a primary with replicas.

All keys of a namespace are on one primary at a time, which runs the scripts. Its writes reach the replicas as one stream.
"""

import random
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import redis
from redis.exceptions import RedisClusterException

from rome.errors import Lost, StoreFailed

# How long a call is repeated while its primary is away. A failover takes a few seconds. But the replicas can share the
# votes, and a Redis Cluster elects again only after four node timeouts.
REPEAT_SECONDS = 60.0
# How long a commit leaves its token, by which a repeat of it finds that it was done. Much longer than it is repeated,
# because the last repeat may be under way for some time.
KEEP_MILLISECONDS = 240_000
_WAIT_MILLISECONDS = 1000
_PAUSE_SECONDS = (0.02, 0.3)  # between repeats: the first, the longest
_LOST = (redis.ConnectionError, redis.TimeoutError)
# Replies of a server that is not, not yet or no longer the primary, or that lacks replicas.
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
    RedisClusterException,
    redis.exceptions.AskError,
    redis.exceptions.ClusterDownError,
    redis.exceptions.MovedError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.TryAgainError,
)
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
                is_away = isinstance(error, _AWAY_CLASSES) or _code(error) in _AWAY
                if not (isinstance(error, _LOST) or (self.repeats and is_away)):
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
