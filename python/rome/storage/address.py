"""URLs of ROME databases, of one server, a Redis Cluster, or a primary that Sentinels watch:

unix:///path/redis.sock?namespace=NAME
redis://[USER:PASSWORD@]HOST:PORT/NUMBER?namespace=NAME
redis+cluster://[USER:PASSWORD@]HOST:PORT,HOST:PORT?namespace=NAME[&wait=N][&password_file=PATH]
redis+sentinel://[USER:PASSWORD@]HOST:PORT,HOST:PORT/PRIMARY?namespace=NAME[&wait=N][&password_file=PATH]

A HOST is a name or an IPv4 address. `wait` is the number of replicas that must acknowledge a commit (1 if it is missing).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from rome.storage.replicated import Address, Cluster, Sentinels
from rome.storage.servers import Servers

# A Redis that does not reply within this time counts as lost. Green threads in a busy process read a reply late. With a
# shorter timeout, a slow machine would look like a lost Redis.
TIMEOUT_SECONDS = 30.0
# With replicas, a request is repeated, so a short timeout costs little and finds a silent machine sooner.
_REPLICATED_TIMEOUT_SECONDS = 5.0
_CONNECT_SECONDS = 1.0
_REPLICATED = ("redis+cluster", "redis+sentinel")


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


def connect(url: str) -> tuple[Servers, str]:
    """Return the servers and the namespace as it is in their keys. Nothing has been sent yet.

    Raises ValueError if the URL has an unknown scheme or option, or lacks the namespace, the socket's path or a port,
    and OSError if the password's file cannot be read.
    """
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    namespace = query.pop("namespace", "")
    known = ["namespace", "wait", "password_file"] if parts.scheme in _REPLICATED else ["namespace"]
    if not namespace:
        raise ValueError(f"ROME's URL needs a namespace, like {url.split('?')[0]}?namespace=glance")
    if unknown := sorted(set(query) - set(known)):
        raise ValueError(f"ROME's URL has an unknown option {unknown[0]!r}; known: {', '.join(known)}")
    options: dict[str, Any] = {"decode_responses": True}
    if parts.password is not None:
        options["password"] = unquote(parts.password)
    if parts.username:
        options["username"] = unquote(parts.username)
    if parts.scheme in _REPLICATED:
        return _replicated(parts, query, namespace, options)
    # redis-py 6 and later would resend a command without a reply. A commit must not run twice unnoticed.
    options |= {"socket_timeout": TIMEOUT_SECONDS, "retry": Retry(NoBackoff(), 0)}
    return Servers(_single(parts, options)), namespace


def _single(parts: SplitResult, options: dict[str, Any]) -> redis.Redis:
    if parts.scheme == "unix":
        if not parts.path:
            raise ValueError(f"ROME's URL lacks the path of the socket: {parts.geturl()}")
        pool = redis.ConnectionPool(connection_class=_SocketConnection, path=parts.path, **options)
        return redis.Redis(connection_pool=pool)
    if parts.scheme != "redis":
        raise ValueError(
            f"ROME's URL must begin with unix:, redis:, redis+cluster: or redis+sentinel:, "
            f"not {parts.scheme or parts.geturl()!r}"
        )
    number = parts.path.strip("/") or "0"
    if not number.isdigit():
        raise ValueError(f"ROME's URL has an invalid database number: {number!r}")
    return redis.Redis(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 6379,
        db=int(number),
        socket_connect_timeout=TIMEOUT_SECONDS,
        **options,
    )


def _replicated(
    parts: SplitResult, query: Mapping[str, str], namespace: str, options: dict[str, Any]
) -> tuple[Servers, str]:
    wait = query.get("wait", "1")
    if not wait.isdigit():
        raise ValueError(f"ROME's URL has an invalid number of replicas: wait={wait}")
    nodes = [_address(one) for one in parts.netloc.rpartition("@")[2].split(",")]
    options |= {
        "socket_timeout": _REPLICATED_TIMEOUT_SECONDS,
        "socket_connect_timeout": _CONNECT_SECONDS,
    }
    if path := query.get("password_file"):
        options["password"] = Path(path).read_text(encoding="utf-8").strip()
    name = parts.path.strip("/")
    if parts.scheme == "redis+sentinel":
        if not name:
            raise ValueError(
                "ROME's URL lacks the name of the primary: redis+sentinel://HOST:PORT/PRIMARY?..."
            )
        return Sentinels(nodes, name, int(wait), options), namespace
    if name:
        raise ValueError(f"a Redis Cluster has no database {name!r}: leave it out of ROME's URL")
    tag = f"{{{namespace}}}"  # all keys with the same text in braces are in the same slot
    return Cluster(nodes, tag, int(wait), options), tag


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    if not (host and port.isdigit()):
        raise ValueError(f"ROME's URL needs HOST:PORT for each node, not {text!r}")
    return host, int(port)


def inside(url: str, name: str) -> str:
    """Return the URL of the namespace `OWN.name` in the same Redis, where OWN is the URL's namespace."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    query["namespace"] = f"{query.get('namespace', 'rome')}.{name}"
    return parts._replace(query=urlencode(query)).geturl()
