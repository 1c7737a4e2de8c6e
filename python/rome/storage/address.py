"""URLs of ROME databases: `unix:///path/redis.sock?namespace=glance` or `redis://127.0.0.1:6379/0?namespace=glance`."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# A Redis that does not reply within this time counts as lost. Green threads in a busy process read a reply late. With a
# shorter timeout, a slow machine would look like a lost Redis.
TIMEOUT_SECONDS = 30.0


class _SocketConnection(redis.UnixDomainSocketConnection):
    """A socket connection with `host` and `port`.

    redis-py 4.3 reads these for its error message when a pooled connection was reset, but defines them only for TCP.
    Without them, a lost Redis would cause an AttributeError.
    """

    host = "unix"

    @property
    def port(self) -> str:
        """The socket's path."""
        return self.path


def connect(url: str) -> tuple[redis.Redis, str]:
    """Return a client and the namespace. The client has not sent anything yet, and threads can share it.

    Raises ValueError if the URL has an unknown scheme or option, or lacks the namespace or the socket's path.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    namespace = query.pop("namespace", [""])[-1]
    if not namespace:
        raise ValueError(f"ROME's URL needs a namespace, like {url.split('?')[0]}?namespace=glance")
    if query:
        raise ValueError(f"ROME's URL has an unknown option {sorted(query)[0]!r}; only namespace is known")
    # redis-py 6 and later would resend a command without a reply. A commit must not run twice unnoticed.
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
            raise ValueError(f"ROME's URL has an invalid database number: {number!r}")
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
    """Return the URL of the namespace `OWN.name` in the same Redis, where OWN is the URL's namespace."""
    parts = urlsplit(url)
    own = parse_qs(parts.query).get("namespace", ["rome"])[-1]
    return f"{parts._replace(query='').geturl()}?namespace={own}.{name}"
