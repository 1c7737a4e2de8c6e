"""The compute that a green thread works for, in a process that eventlet has patched."""

import subprocess
import sys
import unittest

SCRIPT = """
import eventlet
eventlet.monkey_patch()
import threading
import futurist
from oslo_config import cfg
from managed.nova import compute_host

conf = cfg.ConfigOpts()
conf.register_opt(cfg.StrOpt("host", default="controller"))
conf([])
compute_host.install(conf)
seen = []
shared = futurist.GreenThreadPoolExecutor(1)

def look(name):
    eventlet.sleep(0)
    seen.append((name, conf.host))

def spread(name):
    pool = eventlet.GreenPool()
    eventlet.spawn(look, name + " spawn")
    eventlet.spawn_n(look, name + " spawn_n")
    eventlet.spawn_after(0.01, look, name + " later")
    pool.spawn(look, name + " pool")
    shared.submit(look, name + " executor")
    threading.Thread(target=look, args=(name + " thread",)).start()

for host in ("host1", "host2"):
    with compute_host.working_for(host):
        eventlet.spawn(spread, host)
spread("none")
eventlet.sleep(0.2)
print(sorted(seen))
"""


class ComputeHost(unittest.TestCase):
    """Everything that a compute starts works for that compute, in all ways to start it."""

    def test_what_is_spawned_inherits_the_host(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=600
        )
        ways = ("executor", "later", "pool", "spawn", "spawn_n", "thread")
        expected = [(f"{host} {way}", host) for host in ("host1", "host2") for way in ways]
        expected += [(f"none {way}", "controller") for way in ways]
        self.assertEqual(eval(done.stdout), sorted(expected))  # the test's own output


if __name__ == "__main__":
    unittest.main()
