"""A native thread that ends leaves no descriptor of eventlet's hub. Runs in a process of its own, which it changes."""

import subprocess
import sys
import unittest

PROGRAM = """
import os, threading
from eventlet import hubs
from managed.servers import eventlet_hubs

def polls():
    links = []
    for name in os.listdir('/proc/self/fd'):
        try:
            links.append(os.readlink(f'/proc/self/fd/{name}'))
        except FileNotFoundError:
            pass
    return sum('eventpoll' in link for link in links)

class Worker(threading.Thread):
    def run(self):
        kept.append(hubs.get_hub())

kept = []
if %r:
    eventlet_hubs.close_with_threads()
before = polls()
for _ in range(20):
    thread = Worker()
    thread.start()
    thread.join()
print(polls() - before)
"""


def descriptors(closing: bool) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM % closing], check=True, capture_output=True, text=True
    )
    return int(ran.stdout)


class EventletHubs(unittest.TestCase):
    def test_descriptors_end_with_their_thread(self) -> None:
        self.assertEqual(descriptors(closing=True), 0)

    def test_otherwise_they_remain(self) -> None:
        self.assertEqual(descriptors(closing=False), 20)


if __name__ == "__main__":
    unittest.main()
