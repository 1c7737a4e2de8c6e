"""Services run on native threads: a thread that waits for the lock of logging must get it."""

import subprocess
import sys
import unittest

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


class Logging(unittest.TestCase):
    def test_a_thread_that_waits_for_the_lock_gets_it(self) -> None:
        ended = subprocess.run([sys.executable, "-c", CONTEND], capture_output=True, text=True, timeout=600)
        self.assertEqual(ended.returncode, 0, ended.stderr)


if __name__ == "__main__":
    unittest.main()
