"""ROME on a Redis Cluster: commits survive the death of a primary, and are done once."""

import threading
import time
import unittest
import uuid
from typing import Any
from unittest import mock

import redis
from glance.db.sqlalchemy import models
from redis.crc import key_slot

from acknowledged import write_together
from redis_cluster import RedisCluster
from rome.errors import Lost, StoreFailed
from rome.storage.address import connect, inside
from rome.storage.store import Store
from rome_test_case import RomeTestCase

Image = models.Image


def one_row(pk: str, version: int = 0) -> dict[str, Any]:
    """Return a commit that writes one row."""
    row = {
        "t": "images",
        "pk": pk,
        "version": version,
        "row": "{}",
        "birth": 0,
        "add": [f"images:owner:{pk}"],
    }
    lists: dict[str, list] = {key: [] for key in ("drop", "leave", "enter", "free", "take")}
    empty: dict[str, Any] = {"locks": [], "read": [], "parents": [], "children": [], "ids": {}}
    return {"token": uuid.uuid4().hex, "writes": [row | lists], **empty}


class OnCluster(RomeTestCase):
    """Three primaries with two replicas each. A test that kills a node starts it again."""

    server: RedisCluster

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = RedisCluster(replicas=2)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def rows(self) -> list[str]:
        return sorted(pk for _, pk, _ in self.store.fetch([{"t": "images", "any": []}]))

    def kill_primary(self) -> None:
        """Kill the namespace's primary. It comes back as a replica after the test."""
        primary = self.server.primary_of("glance")
        primary.kill()
        self.addCleanup(primary.start)

    def test_a_namespace_is_in_one_slot(self) -> None:
        self.save(Image(id="a", status="queued", visibility="private"))
        self.assertEqual([row.id for row in self.query(Image)], ["a"])
        self.assertEqual(set(map(key_slot, map(str.encode, self.store.keys()))), {key_slot(b"{glance}")})
        self.assert_consistent()

    def test_a_repeated_commit_is_done_once(self) -> None:
        given = one_row("a")
        self.assertEqual([self.store.commit(given) for _ in range(2)], [["done"], ["done"]])
        self.assertEqual(self.store.commit({**given, "token": "another"})[0], "conflict")

    def test_a_commit_whose_reply_is_lost_is_done_once(self) -> None:
        found, lost = self.store.servers.primary(), []
        execute = redis.client.Pipeline.execute

        def lose_the_first_reply(pipe: Any, **options: Any) -> Any:
            replies = execute(pipe, **options)
            if not lost:
                lost.append(replies)
                raise redis.ConnectionError("the connection was closed before the reply")
            return replies

        with mock.patch.object(redis.client.Pipeline, "execute", lose_the_first_reply):
            self.assertEqual(self.store.commit(one_row("a")), ["done"])
        self.assertEqual((len(lost), self.rows()), (1, ["a"]))
        self.assertIsNot(self.store.servers.primary(), found, "the primary was looked up again")

    @mock.patch("rome.storage.servers.REPEAT_SECONDS", 1.0)
    def test_without_replicas_a_commit_is_not_acknowledged(self) -> None:
        primary = self.server.primary_of("glance")
        replicas = primary.replicas_among(self.server.nodes)
        primary.cut_off(replicas)
        try:
            with self.assertRaisesRegex(Lost, "replicas"):
                self.store.commit(one_row("a"))
        finally:
            for node in replicas:
                node.answer_again()

    @mock.patch("rome.storage.servers.REPEAT_SECONDS", 1.0)
    def test_a_slot_that_moves_refuses_a_whole_script(self) -> None:
        self.store.commit(one_row("a"))
        slot, source = key_slot(b"{glance}"), self.server.primary_of("glance")
        target = self.server.primary_of("another")
        self.assertIsNot(source, target)
        for node, state, other in ((target, "IMPORTING", source), (source, "MIGRATING", target)):
            self.addCleanup(node.client.execute_command, "CLUSTER SETSLOT", slot, "STABLE")
            id_ = other.client.execute_command("CLUSTER MYID")
            node.client.execute_command("CLUSTER SETSLOT", slot, state, id_)
        with self.assertRaises(Lost):
            self.store.commit(one_row("b"))
        for node in (source, target):
            node.client.execute_command("CLUSTER SETSLOT", slot, "STABLE")
        self.assertEqual(self.rows(), ["a"])
        self.assertEqual(self.store.client.smembers(self.store.key("idx", "images:owner:b")), set())

    def test_nothing_acknowledged_is_lost_with_the_primary(self) -> None:
        """The replicas miss the primary's last writes. Nobody sees an error."""
        primary = self.server.primary_of("glance")
        replicas = primary.replicas_among(self.server.nodes)
        for node in replicas[1:]:  # A single candidate: no election fails because the votes are shared.
            node.client.config_set("cluster-replica-no-failover", "yes")
            self.addCleanup(node.client.config_set, "cluster-replica-no-failover", "no")

        def strike() -> None:
            primary.cut_off(replicas)
            time.sleep(0.5)
            self.kill_primary()
            for node in replicas:
                node.answer_again()

        report = write_together(self.server.url("glance"), 2, 8.0, 1, strike, 1.0)
        self.assertTrue(report.is_right, report)
        self.assertEqual((report.errors, report.unknown), ({}, 0))
        self.assertGreater(report.acknowledged, 10)

    def test_other_errors_are_not_repeated(self) -> None:
        self.store.client.set(self.store.key("row", "images"), "not a hash")
        started = time.monotonic()
        with self.assertRaises(StoreFailed):
            self.rows()
        self.assertLess(time.monotonic() - started, 5.0)

    def test_threads_share_a_store(self) -> None:
        store, seen = Store(self.server.url("glance")), []
        threads = [threading.Thread(target=lambda: seen.append(store.is_marked())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(seen, [True] * 8)


class Urls(unittest.TestCase):
    def test_invalid_urls(self) -> None:
        for url in (
            "redis+cluster://h:1",
            "redis+cluster://h?namespace=n",
            "redis+cluster://h:1/0?namespace=n",
            "redis+cluster://h:1?namespace=n&wait=some",
            "redis+sentinel://h:1?namespace=n",
            "redis+sentinel://h:1/p?namespace=n&replicas=1",
            "redis://h:1?namespace=n&wait=1",
            "http://h:1?namespace=n",
        ):
            with self.subTest(url), self.assertRaisesRegex(ValueError, "^(ROME's URL|a Redis Cluster)"):
                connect(url)

    def test_what_is_in_a_url(self) -> None:
        cluster, namespace = connect("redis+cluster://u:p%40ss@h:1,127.0.0.1:2?namespace=n&wait=2")
        self.assertEqual((namespace, cluster.copies, cluster.repeats), ("{n}", 2, True))
        sentinels, namespace = connect("redis+sentinel://h:1/primary?namespace=n")
        self.assertEqual((namespace, sentinels.copies), ("n", 1))
        single, _ = connect("redis://h:1/2?namespace=n")
        self.assertEqual((single.copies, single.repeats), (0, False))

    def test_a_namespace_inside_another(self) -> None:
        self.assertEqual(
            inside("redis+cluster://h:1?namespace=n&wait=2", "m"), "redis+cluster://h:1?namespace=n.m&wait=2"
        )


if __name__ == "__main__":
    unittest.main()
