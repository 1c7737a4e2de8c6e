"""The inventory of endpoints is read from the installed Glance, and is equal to the committed file."""

import importlib.metadata
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
READER = "managed.inventories.inventory_glance"


def read(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the reader as a user would."""
    return subprocess.run([sys.executable, "-m", READER, *arguments], capture_output=True, text=True)


class GlanceInventory(unittest.TestCase):
    """One run of the reader without configuration."""

    @classmethod
    def setUpClass(cls) -> None:
        done = read()
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.text, cls.inventory = done.stdout, json.loads(done.stdout)
        cls.endpoints = cls.inventory["endpoints"]

    def test_it_says_which_release_it_is_of(self) -> None:
        self.assertEqual(
            {key: self.inventory[key] for key in ("version", "service", "release")},
            {"version": 1, "service": "glance", "release": importlib.metadata.version("glance")},
        )

    def test_every_pair_is_there_once(self) -> None:
        pairs = [(one["method"], one["path"]) for one in self.endpoints]
        self.assertEqual(len(pairs), len(set(pairs)))
        api = [one for one in self.endpoints if one["kind"] == "api"]
        self.assertEqual(len(api), 76)
        self.assertTrue(all(one["path"].startswith("/v2/") for one in api))

    def test_db_api_functions_are_the_public_ones(self) -> None:
        functions = self.inventory["dbApi"]
        self.assertEqual(len(functions), 71)
        self.assertEqual(functions, sorted(set(functions)))
        self.assertIn("image_member_create", functions)
        self.assertNotIn("get_session", functions)

    def test_version_documents_are_kept_apart(self) -> None:
        documents = [one for one in self.endpoints if one["kind"] != "api"]
        self.assertEqual(
            [(one["kind"], one["method"], one["path"]) for one in documents],
            [("version-document", "GET", "/"), ("version-document", "GET", "/versions")],
        )

    def test_endpoints_are_sorted_and_name_their_controller(self) -> None:
        order = [(one["kind"], one["path"], one["method"]) for one in self.endpoints]
        self.assertEqual(order, sorted(order))
        for one in self.endpoints:
            self.assertRegex(one["controller"], re.compile(r"^[a-z_]+\.[a-z_]+$"))
        self.assertIn(
            {"method": "GET", "path": "/v2/images/{image_id}", "controller": "images.show", "kind": "api"},
            self.endpoints,
        )

    def test_the_configuration_does_not_change_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "glance-api.conf").write_text("[DEFAULT]\nenabled_backends = one:file\n")
            self.assertEqual(read("--config-dir", folder).stdout, self.text)

    def test_a_folder_that_is_not_there_is_bad_usage(self) -> None:
        done = read("--config-dir", "/nonexistent")
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_the_committed_file_is_what_the_reader_prints(self) -> None:
        committed = ROOT / "inventory" / f"glance-{self.inventory['release']}.json"
        self.assertEqual(committed.read_text(), self.text)


if __name__ == "__main__":
    unittest.main()
