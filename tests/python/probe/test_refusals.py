"""The probe in a process on ROME: handled refusals, and results that a profile changes."""

import contextlib
import json
import linecache
import multiprocessing
import pathlib
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable
from typing import Any

from probe_boot import API_MODULE, boot

REDIS_SECONDS = 10


def exercise(folder: pathlib.Path, url: str) -> None:
    """Call Glance's DB API on ROME, without a profile and with two profiles. Runs in a separate process."""
    import probe
    import rome
    from rome.seed import seed

    probe.install(str(folder / "probe.jsonl"), rome.RomeQuery, API_MODULE)
    boot(folder)
    from glance import context
    from glance.common import exception
    from glance.db.sqlalchemy import api, models, models_metadef

    metadata = [models.BASE.metadata, models_metadef.BASE_DICT.metadata]
    seed(str(folder / "glance.sqlite"), url, metadata)
    api.get_session = lambda autocommit=True, expire_on_commit=False: rome.get_session(
        "glance", autocommit, expire_on_commit
    )

    def admin(request_id: str) -> Any:
        return context.RequestContext(
            user_id="u", project_id="p", is_admin=True, roles=["admin"], request_id=request_id
        )

    rome.configure("glance", metadata, url)
    api.image_create(admin("create"), {"id": "image-1", "status": "queued", "owner": "p"})
    api.image_get_all(admin("list"), limit=1)
    rome.configure("glance", metadata, url, {"Query.one": "refuse", "limit": "refuse"})
    for swallowed in (
        lambda: api.image_get(admin("one"), "image-1"),
        lambda: api.image_get_all(admin("limit"), limit=1),
    ):
        try:
            swallowed()
        except rome.MissingQuery:
            continue
        raise AssertionError("ROME did not refuse")
    rome.configure("glance", metadata, url)
    raise_in_rome(rome, lambda request: api.image_get(admin(request), "image-1"))
    rome.configure("glance", metadata, url, {"Query.update": "no-count"})
    # Without a row count, Glance concludes that another request has changed the image.
    with contextlib.suppress(exception.Conflict):
        api.image_update(admin("update"), "image-1", {"name": "b"}, from_state="queued")
    probe.uninstall()


class _OwnError(Exception):
    construct = "join.outer"


# Makes what another ROME raises, with the construct that it refuses; None if it is another error.
RAISED: dict[str, tuple[Callable[[], Exception], str | None]] = {
    "named": (lambda: NotImplementedError("Query.union is missing"), "Query.union"),
    "nameless": (NotImplementedError, "Query.first"),
    "attribute": (lambda: _OwnError("not yet"), "join.outer"),
    "other": (lambda: ValueError("Query.union"), None),
}
ANOTHER = """
class AnotherQuery:
    def first(self):
        raise make()
"""


def raise_in_rome(rome: Any, call: Callable[[str], None]) -> None:
    """Call the DB API while a method of the query class raises each of RAISED, in a module of ROME or another one.

    The service gets the error itself, or one that it led to, as oslo.db raises.
    """
    method = rome.RomeQuery.one
    for request, (make, _) in RAISED.items():
        for module in ("rome.query", "romeo.query"):
            variables: dict[str, Any] = {"__name__": module, "make": make}
            exec(ANOTHER, variables)

            def one(self: Any, first: Any = variables["AnotherQuery"].first) -> None:
                first(self)

            def translated(self: Any, raises: Any = one) -> None:
                try:
                    raises(self)
                except Exception as error:
                    raise RuntimeError("a database error") from error

            for name, replaced in (("plain", one), ("translated", translated)):
                rome.RomeQuery.one = replaced
                with contextlib.suppress(NotImplementedError, _OwnError, ValueError, RuntimeError):
                    call(f"{request} {name} {module}")
    rome.RomeQuery.one = method


class Refusals(unittest.TestCase):
    """One private Redis and one process. The tests read its events."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        folder = pathlib.Path(kept.name)
        socket = folder / "redis.sock"
        redis = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", kept.name],
            stdout=subprocess.DEVNULL,
        )
        cls.addClassCleanup(redis.wait)
        cls.addClassCleanup(redis.terminate)
        until = time.monotonic() + REDIS_SECONDS
        while not socket.exists():
            if redis.poll() is not None or time.monotonic() > until:
                raise RuntimeError("redis-server did not start")
            time.sleep(0.01)
        url = f"unix://{socket}?namespace=glance"
        child = multiprocessing.get_context("spawn").Process(target=exercise, args=(folder, url))
        child.start()
        child.join()
        if child.exitcode != 0:
            raise RuntimeError(f"the process on ROME exited with code {child.exitcode}")
        cls.events = [json.loads(line) for line in (folder / "probe.jsonl").read_text().splitlines()]

    def of(self, request: str, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event.get("request") == request and event["kind"] == kind]

    def test_no_probe_errors(self) -> None:
        self.assertEqual([event for event in self.events if event["kind"] == "probe-error"], [])

    def test_statements_are_recorded_as_on_sql(self) -> None:
        (listed,) = self.of("list", "statement")
        self.assertEqual(
            (listed["db_api"], listed["rows"], listed["keys"]), ("image_get_all", 1, ["image-1"])
        )

    def test_a_refused_method(self) -> None:
        (event,) = self.of("one", "refusal")
        self.assertEqual(
            (event["construct"], event["db_api"], event["at"]["function"]),
            ("Query.one", "image_get", "_image_get"),
        )
        self.assertIn(".one()", linecache.getline(event["at"]["file"], event["at"]["line"]))
        self.assertTrue(event["detail"])
        functions = [line.rpartition(" in ")[2] for line in event["traceback"]]
        self.assertEqual(functions, ["image_get", "_image_get"])

    def test_a_refused_method_is_also_a_failed_query(self) -> None:
        called = {event["construct"]: event.get("error") for event in self.of("one", "query")}
        self.assertEqual(called["Query.one"], "MissingQuery")
        self.assertIsNone(called["Query.filter_by"])

    def test_an_exception_of_another_rome_is_a_refusal(self) -> None:
        for request, (_, construct) in RAISED.items():
            for name in ("plain", "translated"):
                refusals = self.of(f"{request} {name} rome.query", "refusal")
                found = [(event["construct"], event["db_api"], event["at"]["function"]) for event in refusals]
                self.assertEqual(found, [(construct, "image_get", "_image_get")] if construct else [])
                for event in refusals:
                    functions = [line.rpartition(" in ")[2] for line in event["traceback"]]
                    self.assertEqual(functions, ["image_get", "_image_get"])

    def test_an_exception_from_elsewhere_is_no_refusal(self) -> None:
        for request in RAISED:
            self.assertEqual(self.of(f"{request} plain romeo.query", "refusal"), [])
            self.assertNotEqual(self.of(f"{request} plain romeo.query", "call"), [])

    def test_a_refused_clause(self) -> None:
        (event,) = self.of("limit", "refusal")
        self.assertEqual((event["construct"], event["db_api"]), ("limit", "image_get_all"))

    def test_an_update_without_a_row_count(self) -> None:
        values = [
            event["value"] for event in self.of("update", "query") if event["construct"] == "Query.update"
        ]
        self.assertEqual(values, ["None"])


if __name__ == "__main__":
    unittest.main()
