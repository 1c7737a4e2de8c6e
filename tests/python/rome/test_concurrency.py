"""Concurrent transactions: no lost updates, no inconsistent reads, no duplicate keys."""

import itertools
import multiprocessing
import os
import random
import signal
import threading
import time
import unittest
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import mock

import sqlalchemy as sa
from glance.db.sqlalchemy import models
from oslo_db import exception
from sqlalchemy import orm

import rome
from rome_test_case import RomeTestCase

Image, Property, Tag = models.Image, models.ImageProperty, models.ImageTag
THREADS = 8  # the number of threads of waitress


def image(id_: str, **values: Any) -> Image:
    return Image(**{"id": id_, "status": "queued", "visibility": "private", **values})


def together(work: Callable[[int], object], threads: int = THREADS) -> Counter:
    """Call `work(number)` in several threads at once. Count the results, and the exceptions by type name."""
    seen: Counter = Counter()
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        start.wait()
        try:
            seen[work(number)] += 1
        except Exception as error:
            seen[type(error).__name__] += 1

    runners = [threading.Thread(target=run, args=(n,)) for n in range(threads)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return seen


def retrying(work: Callable[[orm.Session], object]) -> None:
    """Run `work` in a transaction, and retry it after each deadlock error."""
    while True:
        with rome.get_session("glance", autocommit=False) as session:
            try:
                work(session)
                session.commit()
                return
            except exception.DBDeadlock:
                session.rollback()


class Together(RomeTestCase):
    def tearDown(self) -> None:
        self.assert_consistent()


class LostWrites(Together):
    def test_an_update_waits_and_overwrites(self) -> None:
        """As on InnoDB, a changed row is not a deadlock."""
        self.save(image("a", min_ram=0))
        one, other = self.session(), self.session()
        found = [session.query(Image).one() for session in (one, other)]
        found[0].min_ram = 1
        one.flush()
        found[1].min_ram = 2
        commit = threading.Timer(0.1, one.commit)
        commit.start()
        other.commit()
        commit.join()
        self.assertEqual(self.session().query(Image.min_ram).scalar(), 2)

    def test_an_update_without_rows_waits_for_an_insert_of_the_row(self) -> None:
        """An UPDATE by a unique value then finds the new row. InnoDB reports a deadlock to one of two such callers."""
        self.save(image("a"))

        def set_property(number: int) -> int:
            with rome.get_session("glance", autocommit=False) as session:
                found = (
                    session.query(Property).filter_by(image_id="a", name="p").update({"value": str(number)})
                )
                if not found:
                    session.add(Property(image_id="a", name="p", value=str(number)))
                session.commit()
                return found

        self.assertEqual(together(set_property), {0: 1, 1: THREADS - 1})

    def test_increments_in_sql_need_no_retry(self) -> None:
        self.save(image("a", min_ram=0))

        def count_up(_: Any) -> None:
            with rome.get_session("glance", autocommit=False) as session:
                session.query(Image).update({"min_ram": Image.min_ram + 1}, synchronize_session=False)
                session.commit()

        self.assertEqual(together(count_up), {None: THREADS})
        self.assertEqual(self.session().query(Image.min_ram).scalar(), THREADS)

    def test_different_columns_of_a_row_need_no_retry(self) -> None:
        self.save(image("a"))
        one, other = self.session(), self.session()
        for session in (one, other):
            session.query(Image).one()
        one.query(Image).one().name = "name"
        other.query(Image).one().owner = "owner"
        one.commit()
        other.commit()
        self.assertEqual(self.session().query(Image.name, Image.owner).one(), ("name", "owner"))

    def test_a_write_survives_later_reads_during_other_commits(self) -> None:
        stop = threading.Event()

        def others() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                self.save(image(f"other-{threading.get_ident()}-{number}"))

        noise = [threading.Thread(target=others) for _ in range(3)]
        for thread in noise:
            thread.start()
        try:
            for number in range(30):
                session = self.session()
                session.add(image(f"mine-{number}"))
                session.flush()
                lists = session.query(Image).options(orm.joinedload(Image.properties))
                lists.filter_by(status="queued").all()
                session.commit()
        finally:
            stop.set()
            for thread in noise:
                thread.join()
        mine = self.session().query(Image.id).filter(Image.id.like("mine-%")).all()
        self.assertEqual(len(mine), 30)

    def test_compare_and_swap_has_one_winner(self) -> None:
        self.save(image("a"))

        def swap(_: Any) -> Any:
            with rome.get_session("glance", autocommit=False) as session:
                session.query(Image).one()
                count = session.query(Image).filter_by(id="a", status="queued").update({"status": "saving"})
                session.commit()
                return count

        self.assertEqual(together(swap), {1: 1, 0: THREADS - 1})


class TornReads(Together):
    def test_a_row_that_was_found_does_not_vanish(self) -> None:
        """Nova counts a server group, then reads it. With InnoDB, both see it, and deleting it then deletes nothing."""
        self.save(image("a"), image("b"))
        one = self.session()
        found = one.query(Image).filter(Image.id == "a")
        others = one.query(Image).filter(Image.id == "b")
        self.assertEqual((found.count(), others.count()), (1, 1))
        other = self.session()
        other.query(Image).filter(Image.id == "a").delete()
        other.commit()
        self.assertEqual(found.first().id, "a")
        self.assertEqual(others.delete(), 1)
        self.assertEqual(others.first(), None)  # its own deletion is seen
        self.assertEqual(found.delete(), 0)
        one.commit()
        self.assertEqual(self.session().query(Image).count(), 0)

    def test_a_statement_sees_one_instant(self) -> None:
        self.save(image("a", min_ram=0, properties=[Property(name="p", value="0")]))
        stop = threading.Event()

        def write() -> None:
            for number in itertools.count(1):
                if stop.is_set():
                    return
                with rome.get_session("glance", autocommit=False) as session:
                    session.query(Image).update({"min_ram": number})
                    session.query(Property).update({"value": str(number)})
                    session.commit()

        writer = threading.Thread(target=write)
        writer.start()
        seen: Counter = Counter()
        deadline = time.monotonic() + 300
        try:
            while (seen.total() < 150 or len(seen) < 5) and time.monotonic() < deadline:
                with rome.get_session("glance", autocommit=False) as session:
                    found = session.query(Image).options(orm.joinedload(Image.properties)).one()
                    seen[found.min_ram] += 1
                    self.assertEqual(str(found.min_ram), found.properties[0].value)
        finally:
            stop.set()
            writer.join()
        self.assertGreaterEqual(len(seen), 5, "the writer made no progress")


class Duplicates(Together):
    def test_one_of_several_inserts_gets_the_key(self) -> None:
        self.save(image("a"))

        def add(number: int) -> None:
            self.save(Property(image_id="a", name="p", value=str(number)))

        self.assertEqual(together(add), {None: 1, "DBDuplicateEntry": THREADS - 1})
        self.assertEqual(self.session().query(Property).count(), 1)

    def test_the_loser_gets_the_error_at_the_flush(self) -> None:
        self.save(image("a"))
        winner, loser = self.session(), self.session()
        winner.execute(sa.insert(Property).values(image_id="a", name="p"))
        commit = threading.Timer(0.1, winner.commit)
        commit.start()
        self.addCleanup(commit.join)
        with self.assertRaises(exception.DBDuplicateEntry):
            loser.execute(sa.insert(Property).values(image_id="a", name="p"))

    def test_ids_are_unique(self) -> None:
        self.save(image("a"))
        together(lambda n: self.save(*(Tag(image_id="a", value=f"{n}-{i}") for i in range(5))))
        ids = [i for (i,) in self.session().query(Tag.id)]
        self.assertEqual((len(ids), len(set(ids))), (5 * THREADS, 5 * THREADS))


class Locks(Together):
    def test_a_cycle_of_waiting_transactions_is_resolved(self) -> None:
        self.save(image("a", min_ram=0), image("b", min_ram=0))

        def both(number: int) -> None:
            order = ("a", "b") if number % 2 else ("b", "a")

            def work(session: Any) -> None:
                for id_ in order:
                    session.query(Image).filter_by(id=id_).update(
                        {"min_ram": Image.min_ram + 1}, synchronize_session=False
                    )

            retrying(work)

        self.assertEqual(together(both), {None: THREADS})
        self.assertEqual(self.session().query(Image.min_ram).all(), [(THREADS,), (THREADS,)])
        self.assertEqual(self.keys("lock", "*") + self.keys("wait*"), [])

    def test_select_for_update_blocks_other_transactions(self) -> None:
        self.save(image("a", min_ram=0))

        def count_up(_: Any) -> None:
            with rome.get_session("glance", autocommit=False) as session:
                found = session.query(Image).with_for_update().one()
                found.min_ram = found.min_ram + 1
                session.commit()

        self.assertEqual(together(count_up), {None: THREADS})
        self.assertEqual(self.session().query(Image.min_ram).scalar(), THREADS)


class Renewal(Together):
    """A lock expires in Redis after some seconds, unless its transaction renews it."""

    def writer(self) -> Any:
        session = self.session()
        session.writing = True
        return session

    def find_or_make(self, session: Any) -> None:
        if session.query(models.ImageMember).filter_by(image_id="a", member="m").first() is None:
            session.add(models.ImageMember(image_id="a", member="m"))
        session.commit()

    @mock.patch("rome.transactions.claim.LOCK_MILLISECONDS", 5_000)
    @mock.patch("rome.storage.locks.LOCK_MILLISECONDS", 5_000)
    def test_a_transaction_longer_than_the_expiry_of_a_lock(self) -> None:
        self.save(image("a"))
        slow, quick = self.writer(), self.writer()
        self.assertIsNone(slow.query(models.ImageMember).filter_by(image_id="a", member="m").first())
        other = threading.Thread(target=self.find_or_make, args=(quick,))
        other.start()
        time.sleep(6)
        slow.add(models.ImageMember(image_id="a", member="m"))
        slow.commit()
        other.join()
        self.assertEqual(self.session().query(models.ImageMember).count(), 1)

    def test_a_transaction_that_lost_a_lock_cannot_commit(self) -> None:
        self.save(image("a"))
        slow, quick = self.writer(), self.writer()
        self.assertIsNone(slow.query(models.ImageMember).filter_by(image_id="a", member="m").first())
        self.store.client.delete(*self.keys("lock", "none:*"))  # as after its machine was suspended
        self.find_or_make(quick)
        slow.add(models.ImageMember(image_id="a", member="m"))
        with self.assertRaises(exception.DBDeadlock):
            slow.commit()
        self.assertEqual(self.session().query(models.ImageMember).count(), 1)

    def test_a_killed_waiter_leaves_no_keys(self) -> None:
        self.save(image("a"))
        holder = self.session()
        holder.query(Image).update({"name": "n"})
        waiter = multiprocessing.get_context("fork").Process(
            target=lambda: self.session().query(Image).update({"name": "m"})
        )
        waiter.start()
        while not self.keys("wait*"):
            time.sleep(0.01)
        os.kill(waiter.pid, signal.SIGKILL)
        waiter.join()
        holder.commit()
        self.expire("wait*")
        self.assertEqual(self.keys("wait*"), [])

    def expire(self, pattern: str) -> None:
        """Delete the keys that have an expiry time, as Redis would do later."""
        for key in self.keys(pattern):
            if self.store.client.pttl(key) > 0:
                self.store.client.delete(key)


class Transfers(Together):
    def test_a_sum_stays_the_same(self) -> None:
        self.save(*(image(str(n), min_ram=100) for n in range(4)))

        def move(number: int) -> Any:
            choose = random.Random(number)

            def work(session: Any) -> None:
                giver, taker = choose.sample(session.query(Image).with_for_update().all(), 2)
                giver.min_ram, taker.min_ram = giver.min_ram - 1, taker.min_ram + 1

            for _ in range(5):
                retrying(work)
                with rome.get_session("glance", autocommit=False) as session:
                    total = sum(r for (r,) in session.query(Image.min_ram))
                if total != 400:
                    return total

        self.assertEqual(together(move), {None: THREADS})


if __name__ == "__main__":
    unittest.main()
