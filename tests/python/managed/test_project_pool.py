"""The project pool, as Keystone itself sees it."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import uuid

CONFIGURATION = """
[database]
connection = sqlite:///{folder}/keystone.sqlite
[fernet_tokens]
key_repository = {folder}/tokens
[fernet_receipts]
key_repository = {folder}/receipts
[credential]
key_repository = {folder}/credentials
"""

# In a separate process, because Keystone can only be configured once.
VALIDATE = """
import json, sys
from keystone import server
folder, token = sys.argv[1:]
sys.argv[1:] = []
server.configure(config_files=[f"{folder}/keystone/keystone.conf"])
from keystone.server import backends
backends.load_backends()
from keystone.common import provider_api
token = provider_api.ProviderAPIs.token_provider_api.validate_token(token)
print(json.dumps({"user": token.user_id, "name": token.user["name"], "project": token.project_id, "expires": token.expires_at,
                  "roles": [role["name"] for role in token.roles]}))
"""


class ProjectPool(unittest.TestCase):
    """The initial state of a Keystone, created as for a template."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.folder = pathlib.Path(kept.name)
        (cls.folder / "keystone").mkdir()
        (cls.folder / "passwords.json").write_text(
            json.dumps({"admin": "a", "service": "s"}), encoding="utf-8"
        )
        configuration = CONFIGURATION.format(folder=cls.folder / "keystone")
        (cls.folder / "keystone/keystone.conf").write_text(configuration, encoding="utf-8")
        subprocess.run(
            [sys.executable, "-B", "-m", "managed.initial_state.build_keystone", cls.folder, "glance"],
            check=True,
            capture_output=True,
        )
        cls.projects = json.loads((cls.folder / "pool/projects.json").read_text(encoding="utf-8"))

    def validated(self, token: str) -> dict:
        done = subprocess.run(
            [sys.executable, "-B", "-c", VALIDATE, self.folder, token],
            check=True,
            capture_output=True,
            text=True,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def test_keystone_takes_the_tokens_for_those_whom_the_pool_names(self) -> None:
        entry = self.projects[-1]
        for actor, role in (("admin", "admin"), ("other", "member")):
            with self.subTest(actor):
                seen = self.validated(entry["tokens"][actor])
                self.assertEqual(seen["user"], entry["users"][actor])
                self.assertEqual(seen["project"], entry["other" if actor == "other" else "project"])
                self.assertIn(role, seen["roles"])
                # A number would tell deployments apart that are at different places of their pools.
                self.assertEqual(seen["name"], f"run-scenarios-{uuid.UUID(entry['project'])}-{actor}")
                expires = datetime.datetime.fromisoformat(seen["expires"].removesuffix("Z"))
                self.assertGreater(expires, datetime.datetime.utcnow() + datetime.timedelta(days=365))

    def test_no_id_or_token_is_there_twice_and_only_the_owner_reads_them(self) -> None:
        every = [
            text
            for entry in self.projects
            for text in (
                entry["project"],
                entry["other"],
                *entry["users"].values(),
                *entry["tokens"].values(),
            )
        ]
        self.assertEqual(len(every), len(set(every)))
        self.assertEqual(os.stat(self.folder / "pool/projects.json").st_mode & 0o777, 0o600)


if __name__ == "__main__":
    unittest.main()
