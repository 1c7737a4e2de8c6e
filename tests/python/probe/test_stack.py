"""What the probe reads from the stack of a small service, whose DB API has features of Nova's that Glance's lacks."""

import importlib
import pathlib
import sys
import tempfile
import textwrap
import unittest
from typing import Any

from oslo_context.context import RequestContext

from probe.stack import MAX_TRACEBACK, Stack

FILES = {
    "smallservice/__init__.py": "",
    "smallservice/api/__init__.py": "",
    "smallservice/api/things.py": """
        from smallservice.db import api

        class ThingsController:
            def show(self, ask):
                return self._find(ask)

            def _find(self, ask):
                return api.thing_get(ask)

        def helper(ask):
            return api.thing_get(ask)
        """,
    "smallservice/objects.py": """
        class Thing:
            @classmethod
            def _save_in_db(cls, ask):
                return (lambda: ask())()
        """,
    "smallservice/db/__init__.py": "",
    "smallservice/db/models.py": """
        def load(ask):
            return ask()
        """,
    "smallservice/db/api.py": """
        from smallservice.db import models

        def reader(function):
            def wrapped(ask):
                return function(ask)
            return wrapped

        @reader
        def thing_get(ask):
            return _thing_get(ask)

        def _thing_get(ask):
            return (lambda: models.load(ask))()

        def writer(function):
            def wrapped(ask):
                function(ask)
                return ask()
            return wrapped

        @reader
        @writer
        def thing_update(ask):
            return None

        def deep(ask, depth):
            return deep(ask, depth - 1) if depth else ask()
        """,
}


class SmallService(unittest.TestCase):
    """A service in a temporary folder. Its innermost function calls `ask`, which reads the stack."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.folder = pathlib.Path(kept.name)
        for name, text in FILES.items():
            (cls.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (cls.folder / name).write_text(textwrap.dedent(text).lstrip("\n"))
        sys.path.insert(0, kept.name)
        cls.addClassCleanup(sys.path.remove, kept.name)
        cls.things = importlib.import_module("smallservice.api.things")
        cls.api = importlib.import_module("smallservice.db.api")
        for module in [name for name in sys.modules if name.partition(".")[0] == "smallservice"]:
            cls.addClassCleanup(sys.modules.pop, module)

    def setUp(self) -> None:
        self.stack = Stack("smallservice.db.api")

    def describe(self) -> dict[str, Any]:
        return self.stack.describe(sys._getframe(1))

    def place(self, name: str, line: int, function: str) -> dict[str, Any]:
        return {"file": str(self.folder / "smallservice" / name), "line": line, "function": function}

    def test_the_outermost_controller_is_recorded(self) -> None:
        self.assertEqual(self.things.ThingsController().show(self.describe)["controller"], "things.show")

    def test_a_function_outside_a_controller_has_no_controller(self) -> None:
        self.assertNotIn("controller", self.things.helper(self.describe))

    def test_a_wrapper_is_not_the_db_api_function(self) -> None:
        described = self.things.helper(self.describe)
        self.assertEqual(described["db_api"], "thing_get")

    def test_the_innermost_lines_in_the_api_and_below_it(self) -> None:
        described = self.things.helper(self.describe)
        self.assertEqual(
            (described["at"], described["inner"]),
            (self.place("db/api.py", 13, "_thing_get"), self.place("db/models.py", 2, "load")),
        )

    def test_what_a_decorator_does_after_its_function_belongs_to_the_function(self) -> None:
        self.stack = Stack("smallservice.db.api", helpers=frozenset({"reader", "writer"}))
        event = self.api.thing_update(self.describe)
        self.assertEqual(event["db_api"], "thing_update")
        self.assertEqual(event["at"], self.place("db/api.py", 21, "thing_update"))

    def test_code_outside_the_service_is_not_described(self) -> None:
        self.assertLessEqual(set(self.describe()), {"request"})

    def test_a_function_elsewhere_that_queries_a_database_counts_as_db_api(self) -> None:
        objects = importlib.import_module("smallservice.objects")
        self.assertNotIn("db_api", objects.Thing._save_in_db(self.describe))
        more = {("smallservice.objects", "Thing._save_in_db"): "objects.Thing._save_in_db"}
        self.stack = Stack("smallservice.db.api", more)
        described = objects.Thing._save_in_db(self.describe)
        self.assertEqual(
            (described["service"], described["db_api"]), ("smallservice", "objects.Thing._save_in_db")
        )
        self.assertEqual(described["at"], self.place("objects.py", 4, "objects.Thing._save_in_db"))

    def test_a_helper_does_not_count_as_db_api(self) -> None:
        self.stack = Stack("smallservice.db.api", helpers=frozenset({"_thing_get"}))
        described = self.things.helper(self.describe)
        self.assertEqual((described["db_api"], described["at"]["line"]), ("thing_get", 10))

    def test_the_request_id_of_the_client_takes_precedence(self) -> None:
        own = RequestContext(request_id="req-own", overwrite=False)
        both = RequestContext(request_id="req-own", global_request_id="req-client", overwrite=False)
        for context, request in ((own, "req-own"), (both, "req-client")):
            described = self.stack.describe(sys._getframe(), context)
            self.assertEqual(described["request"], request)

    def test_a_traceback_has_the_frames_of_the_service_outermost_first(self) -> None:
        lines = self.things.helper(lambda: self.stack.traceback(sys._getframe()))
        self.assertEqual(
            [line.rpartition(" in ")[2] for line in lines],
            ["helper", "reader", "thing_get", "_thing_get", "_thing_get", "load"],
        )
        self.assertEqual(lines[-1], f"{self.folder}/smallservice/db/models.py:2 in load")

    def test_a_traceback_of_a_runaway_recursion_is_cut_at_its_outer_end(self) -> None:
        lines = self.api.deep(lambda: self.stack.traceback(sys._getframe()), MAX_TRACEBACK + 10)
        self.assertEqual(len(lines), MAX_TRACEBACK)


if __name__ == "__main__":
    unittest.main()
