"""Requirements of the first port's report beyond the answers of functions; docs/nova-discovery.md names each test."""

import multiprocessing
import queue
import unittest
import unittest.mock
from typing import Any

from nova import exception

from nova_on_rome import NovaOnRome

_LONG_SECONDS = 1.0  # a registration without a wait takes less
_DEADLINE_SECONDS = 60.0


class Discovery(NovaOnRome):
    def make_service(self, context: Any = None) -> Any:
        return self.api.service_create(
            context or self.context(),
            {"host": "host", "binary": "nova-compute", "topic": "compute", "report_count": 0},
        )

    def locks(self) -> list[str]:
        return self.server.keys("*:lock:*")

    def test_sessions_are_romes(self) -> None:
        import rome

        context = self.context()
        for way in (self.api.context_manager.writer, self.api.context_manager.reader):
            with way.using(context):
                self.assertIsInstance(context.session, rome.RomeSession)

    def test_queries_are_romes_and_know_what_is_deleted(self) -> None:
        from nova.db.main import models

        import rome

        gone = self.make_service().id
        self.api.service_destroy(self.context(), gone)
        left = self.make_service().id
        for read_deleted, found in {"no": [left], "only": [gone], "yes": [gone, left]}.items():
            context = self.context()
            with self.api.context_manager.reader.using(context):
                query = self.api.model_query(context, models.Service, read_deleted=read_deleted)
                self.assertIsInstance(query, rome.RomeQuery)
                self.assertEqual([service.id for service in query.order_by(models.Service.id)], found)

    def test_a_registration_holds_its_lock_until_it_is_made(self) -> None:
        fork = multiprocessing.get_context("fork")
        begun, seen = fork.Event(), fork.Queue()

        def register() -> None:
            begun.wait()
            try:
                self.make_service()
                seen.put("made")
            except exception.ServiceBinaryExists:
                seen.put("exists")

        other = fork.Process(target=register)
        other.start()
        context = self.context()
        with self.api.context_manager.writer.using(context):
            self.make_service(context)
            begun.set()
            with self.assertRaises(queue.Empty):
                seen.get(timeout=_LONG_SECONDS)
        self.assertEqual(seen.get(timeout=_DEADLINE_SECONDS), "exists")
        other.join()
        self.assertEqual(self.locks(), [])

    def test_a_registration_that_fails_leaves_no_lock(self) -> None:
        self.make_service()
        with self.assertRaises(exception.ServiceBinaryExists):
            self.make_service()
        self.assertEqual(self.locks(), [])

    def overtake(self, service: int, report_count: int) -> list[int]:
        """Write another heartbeat just after the next one has read its service. Return the list of the counts read."""
        read, counts = self.api.service_get, []

        def read_and_be_overtaken(context: Any, service_id: Any) -> Any:
            found = read(context, service_id)
            counts.append(found.report_count)
            if len(counts) == 1:
                with unittest.mock.patch.object(self.api, "service_get", read):
                    self.api.service_update(self.context(), service, {"report_count": report_count})
            return found

        self.enterContext(unittest.mock.patch.object(self.api, "service_get", read_and_be_overtaken))
        return counts

    def test_a_heartbeat_is_written_over_the_count_that_it_read(self) -> None:
        service = self.make_service().id
        counts = self.overtake(service, 5)
        self.api.service_update(self.context(), service, {"report_count": 6})
        # It does not overwrite the 5: Nova's decorator for deadlocks reads the count again.
        self.assertEqual(counts, [0, 5])
        self.assertEqual(self.api.service_get(self.context(), service).report_count, 6)

    def test_a_heartbeat_that_nobody_tries_again_is_not_refused(self) -> None:
        """As on SQL, a caller that does not retry gets no deadlock error for a row that changed after it was read."""
        service = self.make_service().id
        counts = self.overtake(service, 5)
        context = self.context()
        with self.api.context_manager.writer.using(context):
            self.api.service_update.__wrapped__(context, service, {"report_count": 6})
        self.assertEqual(counts, [0])
        self.assertEqual(self.api.service_get(self.context(), service).report_count, 6)


if __name__ == "__main__":
    unittest.main()
