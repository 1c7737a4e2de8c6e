"""The probe on Glance's real DB API over SQLite: the caller, the line and the outcome of each event."""

import json
import linecache
import multiprocessing
import pathlib
import tempfile
import threading
import unittest
from typing import Any

from probe_boot import API_MODULE, boot

THREADS = 4
CALLS_PER_THREAD = 5
SECRET = "value-that-must-not-show"


def exercise(folder: pathlib.Path) -> None:
    """Call DB-API functions, each with a descriptive request id. Runs in a separate process."""
    from oslo_db.sqlalchemy import orm

    import probe

    probe.install(str(folder / "probe.jsonl"), orm.Query, API_MODULE)
    boot(folder)
    from glance import context
    from glance.common import exception
    from glance.db.sqlalchemy import api

    def admin(request_id: str) -> Any:
        return context.RequestContext(
            user_id="u", project_id="p", is_admin=True, roles=["admin"], request_id=request_id
        )

    values = {"status": "queued", "owner": "p", "name": SECRET, "properties": {"key": SECRET}}
    for image in ("image-1", "image-2"):
        api.image_create(admin(f"create-{image}"), {**values, "id": image})
    api.image_get_all(admin("list"), sort_key=["id"], sort_dir=["asc"])
    api.image_get_all(admin("list-limited"), limit=1, sort_key=["id"], sort_dir=["asc"])
    api.image_update(admin("update"), "image-1", {"name": SECRET + "2"})
    for request_id, failing, expected in (
        ("duplicate", lambda ctx: api.image_create(ctx, {**values, "id": "image-1"}), exception.Duplicate),
        ("missing", lambda ctx: api.image_get(ctx, "image-0"), exception.ImageNotFound),
    ):
        try:
            failing(admin(request_id))
        except expected:
            continue
        raise AssertionError(f"{request_id}: {expected.__name__} was not raised")
    api.metadef_namespace_create(admin("namespace"), {"namespace": "space", "owner": "p"})
    api.metadef_namespace_get(admin("namespace-get"), "space")

    def work(number: int) -> None:
        for _ in range(CALLS_PER_THREAD):
            api.image_get(admin(f"thread-{number}"), "image-1")

    def work_with_a_stale_context() -> None:
        held = admin("held")
        admin("stale")  # becomes the thread's context, like one of an earlier task
        api.image_get(held, "image-1")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    threads.append(threading.Thread(target=work_with_a_stale_context))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class DatabaseApi(unittest.TestCase):
    """One process makes the calls. The tests read its events."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        folder = pathlib.Path(kept.name)
        child = multiprocessing.get_context("spawn").Process(target=exercise, args=(folder,))
        child.start()
        child.join()
        if child.exitcode != 0:
            raise RuntimeError(f"the process that calls the DB API exited with code {child.exitcode}")
        cls.text = (folder / "probe.jsonl").read_text()
        cls.events = [json.loads(line) for line in cls.text.splitlines()]

    def of(self, request: str, kind: str, part: str = "") -> list[dict[str, Any]]:
        """Return the events of a request. `part`: a construct, or the beginning of the SQL."""
        return [
            event
            for event in self.events
            if event.get("request") == request
            and event["kind"] == kind
            and (event.get("construct") == part or event.get("sql", "").startswith(part))
        ]

    def source(self, place: dict[str, Any]) -> str:
        """Return the source line at `place`."""
        return linecache.getline(place["file"], place["line"]).strip()

    def test_no_probe_errors(self) -> None:
        self.assertEqual([event for event in self.events if event["kind"] == "probe-error"], [])

    def test_an_insert_has_its_lines_in_the_api_and_in_the_models(self) -> None:
        (event,) = self.of("create-image-1", "statement", "INSERT INTO images ")
        self.assertEqual((event["db_api"], event["at"]["function"]), ("image_create", "_image_update"))
        self.assertEqual(self.source(event["at"]), "image_ref.save(session=session)")
        self.assertEqual(
            (pathlib.Path(event["inner"]["file"]).name, event["inner"]["function"]), ("models.py", "save")
        )
        self.assertEqual((event["constructs"], event["rows"]), (["insert"], 1))

    def test_a_list_has_its_rows_and_their_keys(self) -> None:
        (event,) = self.of("list", "statement", "SELECT")
        self.assertEqual(
            (event["db_api"], self.source(event["at"])), ("image_get_all", "for image in query.all():")
        )
        self.assertLessEqual({"select", "order_by", "join.outer", "loader.joined"}, set(event["constructs"]))
        self.assertEqual((event["rows"], event["keys"]), (2, ["image-1", "image-2"]))
        self.assertNotIn("inner", event)
        self.assertGreater(event["ms"], 0)
        (limited,) = self.of("list-limited", "statement", "SELECT")
        self.assertEqual(limited["keys"], ["image-1"])
        self.assertIn("limit", limited["constructs"])

    def test_only_query_calls_of_the_service_are_recorded(self) -> None:
        called = [event["construct"] for event in self.of("missing", "query")]
        # SQLAlchemy's `one` calls other methods of Query. These are not recorded.
        self.assertEqual(called, ["Query.options", "Query.options", "Query.filter_by", "Query.one"])

    def test_an_update_has_its_row_count(self) -> None:
        (event,) = self.of("update", "query", "Query.update")
        self.assertEqual((event["value"], event["db_api"]), ("1", "image_update"))
        self.assertIn("query.update(", self.source(event["at"]))
        (statement,) = self.of("update", "statement", "UPDATE images")
        self.assertEqual((statement["rows"], statement["at"]["line"]), (1, event["at"]["line"]))

    def test_errors_are_recorded(self) -> None:
        (event,) = self.of("duplicate", "statement", "INSERT INTO images ")
        self.assertEqual(event["error"].partition(":")[0], "IntegrityError")
        self.assertNotIn("rows", event)
        (one,) = self.of("missing", "query", "Query.one")
        self.assertEqual(one["error"], "NoResultFound")

    def test_a_metadef_function_has_the_file_with_its_query(self) -> None:
        (event,) = self.of("namespace-get", "statement", "SELECT")
        self.assertEqual(
            (event["db_api"], pathlib.Path(event["inner"]["file"]).name),
            ("metadef_namespace_get", "namespace.py"),
        )
        self.assertIn("metadef_namespace_api.get(", self.source(event["at"]))

    def test_calls_without_a_query_and_nested_calls_are_recorded(self) -> None:
        calls = [(event["function"], event.get("db_api")) for event in self.of("update", "call")]
        self.assertIn(("image_update", None), calls)
        self.assertIn(("is_image_mutable", "image_update"), calls)
        failed = [(event["function"], event["error"]) for event in self.of("missing", "call")]
        self.assertEqual(failed, [("image_get", "ImageNotFound")])
        self.assertEqual(len(self.of("held", "call")), 2)  # the image, and whether it is visible
        self.assertFalse([event for event in self.events if event.get("function") == "get_session"])

    def test_a_query_in_a_nested_function_has_both_functions(self) -> None:
        (event,) = self.of("create-image-1", "statement", "INSERT INTO image_properties")
        self.assertEqual((event["db_api"], event["via"]), ("image_create", ["image_property_create"]))

    def test_threads_keep_their_requests_apart(self) -> None:
        for number in range(THREADS):
            self.assertEqual(len(self.of(f"thread-{number}", "query", "Query.one")), CALLS_PER_THREAD)
            selects = self.of(f"thread-{number}", "statement", "SELECT")
            self.assertEqual([event["keys"] for event in selects], [["image-1"]] * CALLS_PER_THREAD)

    def test_the_context_of_a_call_takes_precedence_over_that_of_the_thread(self) -> None:
        self.assertEqual(len(self.of("held", "statement", "SELECT")), 1)
        self.assertEqual(self.of("stale", "statement", "SELECT"), [])

    def test_no_values_are_recorded(self) -> None:
        self.assertNotIn(SECRET, self.text)


if __name__ == "__main__":
    unittest.main()
