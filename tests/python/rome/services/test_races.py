"""Races of several processes have no outcome on ROME that they do not have on MariaDB.

All races take four minutes, so one of four slices runs each day. `RACES=all` runs all races, `RACES=2/4` the second
slice.
"""

import datetime
import os
import unittest

from races.compare import SLICES, chosen, compare


class Races(unittest.TestCase):
    def test_all_outcomes_also_occur_on_mariadb(self) -> None:
        races = chosen(os.environ.get("RACES", ""), datetime.date.today())
        compared = list(compare(races))
        self.assertGreaterEqual(len(compared), 60 // (races.step or 1))
        for race in compared:
            with self.subTest(race.name):
                self.assertEqual(race.unseen, (), f"on MariaDB: {race.mariadb}")


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
