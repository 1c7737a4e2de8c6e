"""The probe in a complete Glance: real HTTP requests to the real application, and the thread of an import task."""

import json
import multiprocessing
import pathlib
import tempfile
import time
import unittest
from typing import Any

from probe_boot import API_MODULE, boot, call

IMPORT_SECONDS = 30


def exercise(folder: pathlib.Path) -> None:
    """Send requests to a probed Glance, and write observed.json and probe.jsonl. Runs in a separate process."""
    from oslo_db.sqlalchemy import orm

    import probe

    events = folder / "probe.jsonl"
    probe.install(str(events), orm.Query, API_MODULE)
    application = boot(folder)
    observed: list[dict[str, Any]] = []

    def request(method: str, path: str, body: Any = None) -> Any:
        request_id = f"req-{len(observed)}"
        entry: dict[str, Any] = {"request": request_id, "method": method, "path": path}
        observed.append(entry)

        def at_start() -> None:
            entry["lines"] = sum(f'"{request_id}"' in line for line in events.read_text().splitlines())

        entry["status"], answer = call(application, method, path, request_id, body, at_start)
        return answer

    new = {"name": "a", "disk_format": "raw", "container_format": "bare"}
    image = request("POST", "/v2/images", new)["id"]
    request("GET", "/v2/images?limit=5")
    request("PUT", f"/v2/images/{image}/stage", b"bytes")
    request("POST", f"/v2/images/{image}/import", {"method": {"name": "glance-direct"}})
    until = time.monotonic() + IMPORT_SECONDS
    # An active image is not enough, because a task that still writes would lock the database for the next request.
    while (
        call(application, "GET", f"/v2/images/{image}/tasks", "req-wait")[1]["tasks"][0]["status"]
        != "success"
    ):
        if time.monotonic() > until:
            raise TimeoutError(f"image {image} was not imported; see {folder}/glance.log")
        time.sleep(0.1)
    request("DELETE", f"/v2/images/{image}")
    (folder / "observed.json").write_text(json.dumps(observed))


class WholeService(unittest.TestCase):
    """One boot and five requests. The tests read the events and responses."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        folder = pathlib.Path(kept.name)
        child = multiprocessing.get_context("spawn").Process(target=exercise, args=(folder,))
        child.start()
        child.join()
        if child.exitcode != 0:
            log = folder / "glance.log"
            raise RuntimeError(
                f"Glance's process exited with code {child.exitcode}\n"
                + (log.read_text()[-4000:] if log.exists() else "")
            )
        cls.requests = json.loads((folder / "observed.json").read_text())
        cls.events = [json.loads(line) for line in (folder / "probe.jsonl").read_text().splitlines()]

    def events_of(self, path_end: str) -> list[dict[str, Any]]:
        """Return the events of the only request whose path ends with `path_end`."""
        (one,) = [entry for entry in self.requests if entry["path"].endswith(path_end)]
        return [event for event in self.events if event.get("request") == one["request"]]

    def test_requests_succeed_without_probe_errors(self) -> None:
        self.assertEqual([entry["status"] for entry in self.requests], [201, 200, 204, 202, 204])
        self.assertEqual([event for event in self.events if event["kind"] == "probe-error"], [])

    def test_all_events_are_written_before_the_response_begins(self) -> None:
        for entry in self.requests:
            if not entry["path"].endswith("/import"):  # its task continues after the response
                of_request = [event for event in self.events if event.get("request") == entry["request"]]
                self.assertEqual(entry["lines"], len(of_request), entry)
                self.assertGreater(len(of_request), 0, entry)

    def test_controllers_have_the_names_of_the_inventory(self) -> None:
        for path, controller in (("limit=5", "images.index"), ("/stage", "image_data.stage")):
            self.assertEqual({event.get("controller") for event in self.events_of(path)}, {controller})

    def test_the_statement_of_a_list_has_the_keys_of_its_rows(self) -> None:
        listed = [
            event
            for event in self.events_of("limit=5")
            if event["kind"] == "statement" and event.get("db_api") == "image_get_all"
        ]
        self.assertEqual(
            [(event["rows"], event["keys"]) for event in listed],
            [(1, [self.requests[-1]["path"].rpartition("/")[2]])],
        )

    def test_the_thread_of_a_task_has_the_id_of_the_request(self) -> None:
        of_task = [event for event in self.events_of("/import") if "controller" not in event]
        self.assertLess(len(of_task), len(self.events_of("/import")))  # the controller has the other events
        self.assertIn("task_update", {event.get("db_api") for event in of_task})
        self.assertGreater(sum(event["kind"] == "statement" for event in of_task), 10)

    def test_every_event_of_the_db_api_has_its_request(self) -> None:
        known = {entry["request"] for entry in self.requests} | {"req-wait"}
        self.assertEqual(
            [event for event in self.events if "db_api" in event and event.get("request") not in known], []
        )


if __name__ == "__main__":
    unittest.main()
