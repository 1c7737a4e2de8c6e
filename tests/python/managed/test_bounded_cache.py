"""The cache of a persistent Keystone has a limit, and keeps the newest entries."""

import concurrent.futures
import sys
import unittest

from managed.servers.bounded_cache import BoundedCache


class Bounded(unittest.TestCase):
    def test_the_oldest_entry_makes_room(self) -> None:
        cache = BoundedCache(3)
        for key in "abcd":
            cache[key] = key
        self.assertEqual(list(cache), ["b", "c", "d"])

    def test_a_changed_entry_removes_none(self) -> None:
        cache = BoundedCache(2)
        for key, value in (("a", 1), ("b", 2), ("a", 3), ("b", 4)):
            cache[key] = value
        self.assertEqual(cache, {"a": 3, "b": 4})

    def test_threads_may_add_and_remove_entries_at_once(self) -> None:
        """Glance serves requests on native threads. Keystone's cache removes entries, and a signal clears it."""
        cache = BoundedCache(2)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        self.addCleanup(sys.setswitchinterval, interval)

        def fill(name: str) -> None:
            for number in range(20_000):
                cache[f"{name}{number}"] = number
                self.assertLessEqual(len(cache), 2)

        def remove(_: str) -> None:
            for number in range(20_000):
                for key in list(cache):
                    cache.pop(key, None)
                if number % 100 == 0:
                    cache.clear()

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(each, name) for each in (fill, remove) for name in "abc"]:
                done.result()
        for key in "ab":
            cache[key] = key
        self.assertEqual(list(cache), ["a", "b"])


if __name__ == "__main__":
    unittest.main()
