"""Services on native threads: logging's lock, and what they ask or build once instead of for each request."""

import importlib
import subprocess
import sys
import unittest
from typing import Any

from managed.servers import remembering

CONTEND = """
import logging, os, threading, time
import eventlet  # Glance imports it
from managed.servers import serve
from oslo_config import cfg
from oslo_log import log
serve.keep_native_locks()
log.register_options(cfg.CONF)
log.setup(cfg.CONF, "test")
held = threading.Event()
def hold():
    with logging._lock:
        held.set()
        time.sleep(0.2)
holder = threading.Thread(target=hold)
waiter = threading.Thread(target=lambda: logging._lock.acquire(), daemon=True)
holder.start()
held.wait()
waiter.start()
waiter.join(300)
os._exit(1 if waiter.is_alive() else 0)
"""

LIMITS = """
import collections, types
from managed.servers import remembering
from oslo_config import cfg
from oslo_limit import limit

class Keystone:
    asked = collections.Counter()

    def get(self, path):
        self.asked[path] += 1
        return types.SimpleNamespace(json=lambda: {"model": {"name": "flat"}})

    def get_endpoint(self, identifier):
        self.asked["endpoint"] += 1
        return types.SimpleNamespace(service_id="image", region_id="one")

    def limits(self, **about):
        self.asked["project"] += 1
        return iter([])

    def registered_limits(self, **about):
        self.asked["registered"] += 1
        return iter([types.SimpleNamespace(resource_name="images", default_limit=2)])

limit._get_keystone_connection = Keystone
cfg.CONF([], default_config_files=[])
cfg.CONF.set_override("endpoint_id", "images", "oslo_limit")
remembering.remember_limits()
for _ in range(3):
    limit.Enforcer(lambda *_: {"images": 1}).enforce("project", {"images": 1})
print(*Keystone.asked.values())
try:
    limit.Enforcer(lambda *_: {"images": 2}).enforce("project", {"images": 1})
except Exception as error:
    print(type(error).__name__)
"""


SCHEMAS = """
import jsonschema
from jsonschema import validators
from managed.servers import remembering

validator = validators.validator_for({})
check, checks = validator.check_schema, []
validator.check_schema = lambda schema, **options: (checks.append(schema), check(schema, **options))
remembering.remember_checked_schemas()
found = []
for value, kind in ((1, "integer"), (2, "integer"), ("text", "integer"), (1, "wrong"), (1, "wrong")):
    try:
        jsonschema.validate(value, {"type": kind})
    except Exception as error:
        found.append(type(error).__name__)
print(checks.count({"type": "integer"}), *found)
"""

TOKENS = """
from managed.servers import remembering
from unittest import mock

remembering.bound_tokens()
from keystonemiddleware.auth_token import _cache

client = _cache._FakeClient()
client.set("token", "kept", time=300)
found = [client.get("token")]
with mock.patch("oslo_utils.timeutils.utcnow_ts", return_value=2**40):
    found.append(client.get("token"))
for number in range(remembering.MOST_TOKENS):
    client.set(str(number), "newer")
print(*found, len(client.cache), client.get("token"))
"""


class Remembering(unittest.TestCase):
    """What never changes is asked and built once."""

    def test_limits_of_all_projects_are_asked_for_once_and_those_of_a_project_each_time(self) -> None:
        """Three checks: the model and the endpoint once, the project's limits each time, the registered ones once."""
        ended = subprocess.run([sys.executable, "-c", LIMITS], capture_output=True, text=True, timeout=600)
        self.assertEqual(ended.stdout, "1 1 3 1\nProjectOverLimit\n", ended.stderr)

    def test_a_schema_has_one_validator_for_each_way_to_use_it(self) -> None:
        """Cinder has the class that Keystone's new releases have."""
        name = "cinder.api.validation.validators"
        module: Any = importlib.import_module(name)
        remembering.remember_validators(name)
        number, text = {"type": "integer"}, {"type": "string"}
        first = module._SchemaValidator(number)
        self.assertIs(module._SchemaValidator(number), first)
        self.assertIsNot(module._SchemaValidator(number, True), first)
        for _ in range(3 * remembering.MOST_SCHEMAS):
            module._SchemaValidator(dict(text)).validate("text")
        with self.assertRaisesRegex(Exception, "text"):
            module._SchemaValidator(number).validate("text")

    def test_a_schema_is_checked_once_and_a_wrong_one_each_time(self) -> None:
        """Bodies are validated as before."""
        ended = subprocess.run([sys.executable, "-c", SCHEMAS], capture_output=True, text=True, timeout=600)
        self.assertEqual(ended.stdout, "1 ValidationError SchemaError SchemaError\n", ended.stderr)

    def test_a_token_is_remembered_until_it_is_old_or_too_many_are_newer(self) -> None:
        """The middleware's own client does not limit them, and searches all of them each time."""
        ended = subprocess.run([sys.executable, "-c", TOKENS], capture_output=True, text=True, timeout=600)
        self.assertEqual(ended.stdout, "kept None 1000 None\n", ended.stderr)

    def test_a_release_without_these_validators_is_left_alone(self) -> None:
        """Keystone's older releases have no such module."""
        remembering.remember_validators("managed.no_such_module")


class Logging(unittest.TestCase):
    def test_a_thread_that_waits_for_the_lock_gets_it(self) -> None:
        ended = subprocess.run([sys.executable, "-c", CONTEND], capture_output=True, text=True, timeout=600)
        self.assertEqual(ended.returncode, 0, ended.stderr)


if __name__ == "__main__":
    unittest.main()
