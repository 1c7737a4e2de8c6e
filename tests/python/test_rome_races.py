"""What happens on ROME when several processes do the same at once happens on MariaDB, too."""

import unittest

from races.compare import compare_all


class Races(unittest.TestCase):
    def test_no_outcome_that_mariadb_does_not_have(self) -> None:
        compared = list(compare_all())
        self.assertGreaterEqual(len(compared), 60)
        for race in compared:
            with self.subTest(race.name):
                self.assertEqual(race.unseen, (), f"on MariaDB: {race.mariadb}")


if __name__ == "__main__":
    unittest.main()
