"""No service of a managed deployment reads files from /etc or the home directory."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

PYTHON = pathlib.Path(__file__).parents[3] / "python"
LOOK = """
from oslo_config import cfg
{ignoring}
cfg.CONF(["--config-file", {own!r}], project="glance")
print([bool(cfg.CONF.find_file(name)) for name in ("schema-image.json", "own.json")])
"""


class MachineFiles(unittest.TestCase):
    """Each lookup runs in a separate process, whose home directory contains files of Glance."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name, "home")
        self.own = pathlib.Path(folder.name, "own", "glance.conf")
        for file in (self.home / ".glance/schema-image.json", self.own, self.own.parent / "own.json"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("")

    def look(self, ignoring: str) -> str:
        """Return whether the home directory's file and the deployment's own file were found."""
        script = LOOK.format(own=str(self.own), ignoring=ignoring)
        return subprocess.run(
            [sys.executable, "-c", script],
            env={"HOME": str(self.home), "PYTHONPATH": str(PYTHON)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    def test_oslo_config_looks_elsewhere_by_itself(self) -> None:
        self.assertEqual(self.look(""), "[True, True]")

    def test_only_the_deployments_own_files_are_found(self) -> None:
        self.assertEqual(
            self.look("from managed.settings import machine_files; machine_files.ignore()"), "[False, True]"
        )

    def test_every_process_of_a_deployment_ignores_them(self) -> None:
        programs = [
            *PYTHON.glob("managed/servers/serve*.py"),
            *PYTHON.glob("managed/initial_state/build_*.py"),
        ]
        self.assertEqual(len(programs), 10)
        for file in programs:
            with self.subTest(file.name):
                self.assertIn("machine_files.ignore()", file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
