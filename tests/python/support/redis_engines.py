"""The Redis that tests of ROME run on: one server or, by ROME_ENGINE in the environment, a cluster or Sentinels."""

import os
from collections.abc import Callable
from typing import Any

from redis_cluster import RedisCluster
from redis_sentinels import RedisSentinels
from redis_server import RedisServer

ENGINES: dict[str, Callable[[], Any]] = {
    "redis": RedisServer,
    "cluster": RedisCluster,
    "sentinel": RedisSentinels,
}


def make_server() -> Any:
    """Return a server that is not started yet."""
    return ENGINES[os.environ.get("ROME_ENGINE", "redis")]()
