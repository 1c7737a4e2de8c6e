"""The survey finds by trial what a profile removed."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from test_profile import ROME_2015

from rome.survey import survey
from rome.survey_cases import CASES
from rome_test_case import RomeTestCase


class Survey(RomeTestCase):
    def notMet(self, profile: dict[str, str]) -> dict[str, dict[str, str]]:
        found = survey(self.server.url("glance"), profile)
        self.assertEqual(set(found), set(CASES))
        return {name: verdict for name, verdict in found.items() if verdict["verdict"] != "met"}

    def test_a_complete_rome(self) -> None:
        self.assertEqual(self.notMet({}), {})

    def test_rome_2015(self) -> None:
        missing = self.notMet(ROME_2015)
        unknown = {n: v["because"] for n, v in missing.items() if v["verdict"] == "unknown"}
        # Without LIMIT or ORDER BY, the constructs that need them have no verdict.
        self.assertEqual(
            unknown,
            {
                "Query.limit": "limit",
                "Query.slice": "limit",
                "Query.order_by": "order_by",
                "op.asc": "order_by",
                "op.desc": "order_by",
            },
        )
        rest = {n: v["verdict"] for n, v in missing.items() if n not in unknown}
        self.assertEqual(
            rest,
            {
                "Query.union": "refused",
                "Query.one": "refused",
                "limit": "wrong",
                "order_by": "wrong",
                "Query.update": "wrong",
                "Query.delete": "wrong",
            },
        )
        self.assertEqual(missing["limit"]["expected"], "'2 rows'")
        self.assertEqual(missing["limit"]["actual"], "'4 rows'")

    def test_each_construct_refused_alone(self) -> None:
        """Refuse every third construct in turn. The survey finds it, and reports no other as refused or wrong."""
        for construct in sorted(CASES)[::3]:
            with self.subTest(construct):
                missing = self.notMet({construct: "refuse"})
                self.assertEqual(missing.pop(construct)["verdict"], "refused")
                self.assertEqual({v["verdict"] for v in missing.values()} - {"unknown"}, set())

    def test_without_insert_all_others_are_unknown(self) -> None:
        missing = self.notMet({"insert": "refuse"})
        self.assertEqual(missing.pop("insert")["verdict"], "refused")
        self.assertEqual({v.get("because") for v in missing.values()}, {"insert"})

    def test_lost_inserts_are_not_blamed_on_select(self) -> None:
        missing = self.notMet({"insert": "lose"})
        self.assertEqual(missing.pop("insert")["verdict"], "wrong")
        self.assertEqual({v.get("because") for v in missing.values()}, {"insert"})

    def test_the_scratch_namespace_is_removed(self) -> None:
        survey(self.server.url("glance"), {})
        self.assertEqual(self.server.keys(), [self.store.key("rome")])

    def test_the_command(self) -> None:
        profile = Path(self.server.folder, "profile.json")
        profile.write_text(json.dumps({"Query.union": "refuse"}))
        root = Path(__file__).parents[3]
        done = subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "rome.survey",
                "--url",
                self.server.url("glance"),
                "--profile",
                str(profile),
            ],
            env={**os.environ, "PYTHONPATH": str(root / "python")},
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(report["version"], 1)
        self.assertEqual(report["constructs"]["Query.union"]["verdict"], "refused")
        self.assertEqual(report["constructs"]["op.in"], {"verdict": "met"})


if __name__ == "__main__":
    unittest.main()
