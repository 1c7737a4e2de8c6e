"""Where a ROME database lives: `unix:///path/redis.sock?namespace=glance`,
`redis://127.0.0.1:6379/0?namespace=glance`."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# A Redis that does not answer within this time counts as lost. Where green threads share a busy process, an answer that is
# there is read late: a shorter time makes a slow machine look like a lost Redis.
TIMEOUT_SECONDS = 30.0


class _SocketConnection(redis.UnixDomainSocketConnection):
    """With what redis-py 4.3 names when a kept connection was reset, and only has for TCP; without it the loss of
    Redis shows as an AttributeError."""

    host = "unix"

    @property
    def port(self) -> str:
        """The socket's path."""
        return self.path


def connect(url: str) -> tuple[redis.Redis, str]:
    """The client (nothing is sent yet; safe to share between threads) and the namespace.

    Raises ValueError when the URL's scheme is unknown, or it lacks a namespace or a socket's path.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    namespace = query.pop("namespace", [""])[-1]
    if not namespace:
        raise ValueError(f"ROME's URL needs a namespace, like {url.split('?')[0]}?namespace=glance")
    if query:
        raise ValueError(f"ROME's URL has an unknown option {sorted(query)[0]!r}; it knows: namespace")
    # redis-py 6 and later would send again what got no answer: a commit must not be done twice unseen.
    options: dict[str, Any] = {
        "decode_responses": True,
        "socket_timeout": TIMEOUT_SECONDS,
        "password": parts.password,
        "retry": Retry(NoBackoff(), 0),
    }
    if parts.scheme == "unix":
        if not parts.path:
            raise ValueError(f"ROME's URL lacks the path of the socket: {url}")
        pool = redis.ConnectionPool(connection_class=_SocketConnection, path=parts.path, **options)
        return redis.Redis(connection_pool=pool), namespace
    if parts.scheme == "redis":
        number = parts.path.strip("/") or "0"
        if not number.isdigit():
            raise ValueError(f"ROME's URL names no database number: {number!r}")
        return redis.Redis(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 6379,
            db=int(number),
            username=parts.username,
            socket_connect_timeout=TIMEOUT_SECONDS,
            **options,
        ), namespace
    raise ValueError(f"ROME's URL must begin with unix: or redis:, not {parts.scheme or url!r}")


def inside(url: str, name: str) -> str:
    """The URL of another namespace, beside the URL's own in the same Redis."""
    parts = urlsplit(url)
    own = parse_qs(parts.query).get("namespace", ["rome"])[-1]
    return f"{parts._replace(query='').geturl()}?namespace={own}.{name}"
