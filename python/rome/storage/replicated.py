"""Primaries that other servers replace when they fail: in a Redis Cluster, or watched by Sentinels."""

import logging
import random
import threading
from collections.abc import Collection
from typing import Any

from redis.cluster import ClusterNode, NodesManager
from redis.crc import key_slot
from redis.sentinel import Sentinel

from rome.storage.servers import Found, Servers

# redis-py 4 logs a traceback for each node that is down. Only a primary that stays away is an error, of the caller.
logging.getLogger("redis.cluster").disabled = True

Address = tuple[str, int]


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
