"""The checker reports each inconsistency, and reports nothing for a namespace that commits have written."""

import contextlib
import io
import unittest

import redis
from glance.db.sqlalchemy import models
from oslo_db import exception

from rome import check
from rome.models import MODELS
from rome_test_case import RomeTestCase

Image, Property, Tag = models.Image, models.ImageProperty, models.ImageTag


class Check(RomeTestCase):
    def setUp(self) -> None:
        super().setUp()
        for name in ("a", "nul\0", ":,"):
            self.save(
                Image(
                    id=name,
                    status="queued",
                    visibility="private",
                    name=name,
                    properties=[Property(name="p\0", value="v")],
                    tags=[Tag(value="t")],
                )
            )
        session = self.session()
        session.query(Tag).filter_by(image_id="a").delete()
        session.query(Image).filter_by(id="a").update({"name": None, "owner": "o", "deleted_at": None})
        session.commit()

    def findings(self) -> list[str]:
        return check.check(self.server.url("glance"), MODELS["glance"]()).findings

    def run_it(self, *arguments: str) -> tuple[int, str]:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = check.main(["--url", self.server.url("glance"), "--models", "glance", *arguments])
        return code, said.getvalue()

    def test_no_findings_after_commits(self) -> None:
        self.assertEqual(self.findings(), [])
        code, said = self.run_it()
        self.assertEqual((code, said.splitlines()[-1].split(", ")[2]), (0, "0 findings"))

    def test_each_missing_or_extra_entry_is_found(self) -> None:
        """Remove each key, and add an entry without a row to each key. The checker finds both."""
        client, tried = self.store.client, 0
        pool = client.connection_pool
        options = {**pool.connection_kwargs, "decode_responses": False}
        binary = redis.Redis(
            connection_pool=redis.ConnectionPool(connection_class=pool.connection_class, **options)
        )
        for key in sorted(self.store.keys()):
            part = check._part(self.store, key)
            if part not in ("row", "idx", "ord", "unq"):
                continue
            with self.subTest(key):
                tried += 1
                kept = binary.dump(key)
                self.assertIsNotNone(kept)
                client.delete(key)
                self.assertNotEqual(self.findings(), [])
                binary.restore(key, 0, kept)
                if part == "idx":
                    client.sadd(key, "nobody")
                elif part == "ord":
                    client.zadd(key, {"0\0nobody": 0})
                elif part == "unq":
                    client.hset(key, "nobody's", "nobody")
                else:
                    client.hset(key, "nobody", "1 99 {}")
                self.assertNotEqual(self.findings(), [])
                binary.restore(key, 0, kept, replace=True)
        self.assertGreater(tried, 20)
        self.assertEqual(self.findings(), [])

    def test_a_child_without_its_parent(self) -> None:
        client = self.store.client
        client.hdel(self.store.key("row", "images"), "a")
        self.assertIn("row image_properties 1 refers to images a, which is not there", self.findings())
        self.assertEqual(self.run_it()[0], 1)

    def test_an_id_above_the_last_assigned_one(self) -> None:
        self.store.client.set(self.store.key("seq", "image_tags"), 1)
        self.assertEqual(
            self.findings(), ["table image_tags: id 3 is there, 1 is the last that was given out"]
        )

    def test_a_namespace_of_an_older_layout(self) -> None:
        self.store.client.set(self.store.key("rome"), "1")
        self.assertEqual(self.run_it()[0], 2)
        with self.assertRaises(exception.DBConnectionError):
            self.session().query(Image).all()

    def test_an_emptied_redis_is_an_error(self) -> None:
        self.store.wipe()
        self.assertEqual(self.run_it()[0], 2)


if __name__ == "__main__":
    unittest.main()
