"""Nova's process must not keep data for each URL that it asks Placement for."""

import subprocess
import sys
import unittest

PROGRAM = """
from managed.servers import serve_nova

serve_nova.hide_prometheus()
from openstack.config import cloud_region

assert cloud_region.CloudRegion('cloud', config={}).get_prometheus_histogram() is None
"""


class Prometheus(unittest.TestCase):
    def test_openstacksdk_does_not_count_requests(self) -> None:
        ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)


if __name__ == "__main__":
    unittest.main()
