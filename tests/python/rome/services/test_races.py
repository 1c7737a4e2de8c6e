"""Races of several processes have no outcome on ROME that they do not have on MariaDB.

All races take four minutes, so one of four slices runs each day. `RACES=all` runs all races, `RACES=2/4` the second
slice.
"""

import datetime
import os
import unittest

from races.compare import SLICES, Side, chosen, compare
from races.turns import earlier_events, order_of


class Races(unittest.TestCase):
    def test_all_outcomes_also_occur_on_mariadb(self) -> None:
        races = chosen(os.environ.get("RACES", ""), datetime.date.today())
        compared = list(compare(races))
        self.assertGreaterEqual(len(compared), 60 // (races.step or 1))
        for race in compared:
            with self.subTest(race.name):
                self.assertEqual(race.unseen, (), f"on MariaDB: {race.mariadb}")


class Orders(unittest.TestCase):
    def test_an_order_of_rome_repeated_on_mariadb_has_the_same_outcome(self) -> None:
        name = "image_tag_set_all"  # has the most outcomes
        with Side("mariadb") as mariadb, Side("rome") as rome:
            rounds = rome.run(name, 20, "halting")
            same = sum(mariadb.run(name, 1, "ordered", order)[0][0] == found for found, order in rounds)
        self.assertGreater(len(dict(rounds)), 4)
        self.assertGreater(same, 10, "usually 18 of 20, without the order 3")

    def test_events_by_time_and_their_earlier_events(self) -> None:
        order = order_of([[10, 40], [20, 30, 50]])
        self.assertEqual(order, [0, 1, 1, 0, 1])
        self.assertEqual(earlier_events(order, 0, 2), [[0, 0], [1, 2]])
        self.assertEqual(earlier_events(order, 1, 2), [[1, 0], [1, 1], [2, 2]])


class Slices(unittest.TestCase):
    def test_consecutive_days_run_each_race_once(self) -> None:
        names, monday = list(range(69)), datetime.date(2026, 11, 30)
        days = [names[chosen("", monday + datetime.timedelta(days=n))] for n in range(SLICES)]
        self.assertEqual(sorted(name for day in days for name in day), names)

    def test_slices_by_number_and_all(self) -> None:
        names, today = list(range(69)), datetime.date.today()
        self.assertEqual(names[chosen("2/4", today)][:2], [1, 5])
        self.assertEqual(names[chosen("all", today)], names)
        with self.assertRaises(ValueError):
            chosen("5/4", today)


if __name__ == "__main__":
    unittest.main()
