"""The endpoints that Nova routes, read in a separate process, because importing Nova's API changes this one."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from typing import Any

ROOT = pathlib.Path(__file__).parents[3]
READER = "managed.inventories.inventory_nova"


# Methods as in Nova since 2025.2: a decorator stores the versions on the method. For one of them, it stores nothing.
LATER = """
import functools, json
from managed.inventories import inventory_nova

def api_version(least=None, most=None, noting=True):
    def decorator(function):
        @functools.wraps(function)
        def wrapped(*args):
            return function(*args)
        if noting:
            wrapped.min_version, wrapped.max_version = least, most
        return wrapped
    return decorator

def other(function):
    return functools.wraps(function)(lambda *args: function(*args))

class Controller:
    def unrestricted(self): pass

    @other
    @api_version("2.5", "2.9")
    def both(self): pass

    @api_version(most="2.35")
    def last(self): pass

    @api_version("2.36", noting=False)
    def lost(self): pass

for name in ("unrestricted", "both", "last"):
    print(json.dumps(inventory_nova.branches_of(Controller(), name)[0][0]))
try:
    inventory_nova.branches_of(Controller(), "lost")
except inventory_nova.UnreadableRoute as error:
    print(error)
"""


class LaterVersions(unittest.TestCase):
    """Versions that a decorator stores on a method are read from it. It is an error if there are none."""

    def test_versions_are_what_the_decorator_notes(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as file:
            file.write(LATER)
            file.flush()
            done = subprocess.run([sys.executable, file.name], capture_output=True, text=True, check=True)
        unrestricted, both, last, lost = done.stdout.splitlines()
        self.assertEqual(json.loads(unrestricted), {"min": "2.1"})
        self.assertEqual(json.loads(both), {"min": "2.5", "max": "2.9"})
        self.assertEqual(json.loads(last), {"min": "2.1", "max": "2.35"})
        self.assertIn("Controller.lost", lost)


class NovaInventory(unittest.TestCase):
    """Compared with the known numbers of Nova 26.2.2's own table of routes."""

    read: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        done = subprocess.run([sys.executable, "-m", READER], capture_output=True, text=True, check=True)
        cls.read = json.loads(done.stdout)
        cls.endpoints = cls.read["endpoints"]

    def named(self, method: str, path: str, action: str | None = None) -> dict[str, Any]:
        found = [
            each
            for each in self.endpoints
            if (each["method"], each["path"], each.get("action")) == (method, path, action)
        ]
        self.assertEqual(len(found), 1, (method, path, action))
        return found[0]

    def test_every_route_is_there(self) -> None:
        pairs = {(each["method"], each["path"]) for each in self.endpoints}
        live = {(each["method"], each["path"]) for each in self.endpoints if not each.get("gone")}
        self.assertEqual((len(pairs), len(pairs - live), len(live)), (205, 48, 157))
        self.assertEqual(len([each for each in self.endpoints if not each.get("gone")]), 242)

    def test_an_action_is_an_endpoint_of_its_own(self) -> None:
        self.assertEqual(
            self.named("POST", "/servers/{id}/action", "reboot")["controller"], "servers._action_reboot"
        )
        self.assertFalse(
            [
                each
                for each in self.endpoints
                if each["path"] == "/servers/{id}/action" and "action" not in each
            ]
        )

    def test_microversions_of_every_branch(self) -> None:
        self.assertEqual(
            self.named("GET", "/os-keypairs/{id}")["microversions"],
            [{"min": "2.1", "max": "2.1"}, {"min": "2.2", "max": "2.9"}, {"min": "2.10"}],
        )
        self.assertEqual(self.named("GET", "/images")["microversions"], [{"min": "2.1", "max": "2.35"}])

    def test_what_is_gone_is_marked(self) -> None:
        self.assertTrue(self.named("GET", "/os-cells")["gone"])
        self.assertTrue(self.named("POST", "/servers/{id}/action", "resetNetwork")["gone"])
        self.assertNotIn("gone", self.named("GET", "/servers"))

    def test_the_functions_of_both_databases(self) -> None:
        functions = self.read["dbApi"]
        self.assertIn("service_get_all", functions)
        self.assertIn("build_request.BuildRequest._create_in_db", functions)
        self.assertNotIn("get_engine", functions)

    def test_what_is_shipped_is_what_is_read(self) -> None:
        shipped = ROOT / f"inventory/nova-{self.read['release']}.json"
        self.assertEqual(json.loads(shipped.read_text(encoding="utf-8")), self.read)


if __name__ == "__main__":
    unittest.main()
