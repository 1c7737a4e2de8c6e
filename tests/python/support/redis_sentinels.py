"""A Redis with replicas on loopback for a test, and three Sentinels, of which two decide about a failover."""

import redis

from redis_nodes import RedisNode, RedisNodes, free_ports, wait_for

_NAME = "rome"
_REPLICAS = 2
_SENTINELS = 3
_OPTIONS = ("--save", "", "--repl-diskless-sync-delay", "0", "--min-replicas-to-write", "1")


class RedisSentinels(RedisNodes):
    def __init__(self) -> None:
        super().__init__()
        ports = free_ports(1 + _REPLICAS + _SENTINELS)
        first, *others = ports[: 1 + _REPLICAS]
        of_first = ("--replicaof", "127.0.0.1", str(first))
        self.nodes = [
            RedisNode(self.folder, first, *_OPTIONS),
            *(RedisNode(self.folder, port, *_OPTIONS, *of_first) for port in others),
        ]
        self._sentinels = [self._sentinel(port, first) for port in ports[1 + _REPLICAS :]]

    def _sentinel(self, port: int, primary: int) -> RedisNode:
        path = self.folder / f"{port}.conf"
        path.write_text(
            f"sentinel monitor {_NAME} 127.0.0.1 {primary} 2\n"
            f"sentinel down-after-milliseconds {_NAME} 2000\n"
            f"sentinel failover-timeout {_NAME} 10000\n"
        )
        return RedisNode(self.folder, port, sentinel=path)

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        wait_for(lambda: all(node.is_synchronized for node in self.nodes), "a replica")
        for sentinel in self._sentinels:
            sentinel.start()
        wait_for(lambda: all(self._knows_all(one.client) for one in self._sentinels), "a Sentinel")

    @staticmethod
    def _knows_all(client: redis.Redis) -> bool:
        known = client.sentinel_master(_NAME)
        return (known["num-other-sentinels"], known["num-slaves"]) == (_SENTINELS - 1, _REPLICAS)

    def stop(self) -> None:
        for sentinel in self._sentinels:
            sentinel.kill()
        super().stop()

    @property
    def address(self) -> str:
        where = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self._sentinels)
        return f"redis+sentinel://{where}/{_NAME}"

    def primary_of(self, namespace: str) -> RedisNode:
        _, port = self._sentinels[0].client.sentinel_get_master_addr_by_name(_NAME)
        return next(node for node in self.nodes if node.port == port)
