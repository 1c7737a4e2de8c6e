"""A Redis Cluster on loopback for a test: three primaries and their replicas."""

import subprocess

import redis
from redis.crc import key_slot

from redis_nodes import RedisNode, RedisNodes, free_ports, wait_for

_PRIMARIES = 3
_OPTIONS = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": "2000",
    "cluster-require-full-coverage": "no",
    "save": "",
    "repl-diskless-sync-delay": "0",
    "min-replicas-max-lag": "3",
}


class RedisCluster(RedisNodes):
    """`replicas`: of each primary. With two or more, a primary refuses writes while no replica is connected."""

    def __init__(self, replicas: int = 1) -> None:
        super().__init__()
        self._replicas = replicas
        count = _PRIMARIES * (1 + replicas)
        ports = free_ports(2 * count)
        self._buses = dict(zip(ports[:count], ports[count:]))
        options = {**_OPTIONS, "min-replicas-to-write": "1" if replicas > 1 else "0"}
        given = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.nodes = [
            RedisNode(self.folder, port, "--cluster-port", str(bus), *given)
            for port, bus in self._buses.items()
        ]

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        where = [f"127.0.0.1:{port}@{bus}" for port, bus in self._buses.items()]
        made = subprocess.run(
            [
                *("redis-cli", "--cluster", "create", *where),
                *("--cluster-replicas", str(self._replicas), "--cluster-yes"),
            ],
            capture_output=True,
            text=True,
        )
        if made.returncode:
            self.stop()
            raise RuntimeError(made.stdout + made.stderr)
        wait_for(lambda: all(self._is_ok(n.client) and n.is_synchronized for n in self.nodes), "the cluster")

    @staticmethod
    def _is_ok(client: redis.Redis) -> bool:
        return "cluster_state:ok" in str(raw(client, "CLUSTER INFO"))

    @property
    def address(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def primary_of(self, namespace: str) -> RedisNode:
        slot = key_slot(f"{{{namespace}}}".encode())
        for node in self.nodes:
            if not node.is_running:
                continue
            for first, last, (_, port, *_), *_ in raw(node.client, "CLUSTER SLOTS"):
                if first <= slot <= last:
                    return next(each for each in self.nodes if each.port == port)
        raise LookupError(f"no node has {namespace}")


def raw(client: redis.Redis, command: str, *arguments: object) -> list:
    """Return the reply as Redis sent it. redis-py converts those of some commands."""
    client.set_response_callback(command, lambda reply, **_: reply)
    return client.execute_command(command, *arguments)
