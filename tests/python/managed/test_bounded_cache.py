"""The cache of a persistent Keystone has a limit, and keeps the newest entries."""

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


if __name__ == "__main__":
    unittest.main()
