"""Several processes of Nova on one Redis are as safe as on one SQL server."""

import unittest

import nova_concurrency
from nova_on_rome import NovaOnRome


class OnRome(nova_concurrency.NovaConcurrency, NovaOnRome):
    def tearDown(self) -> None:
        """Check that no locks are left, and that the databases are consistent."""
        self.assertEqual(self.server.keys("*:lock:*"), [])
        self.assertEqual(self.inconsistent(), [])

    def test_attaches_of_one_device_make_one_mapping(self) -> None:
        """On MariaDB, most runs make one mapping per process, because no constraint prevents a second."""
        self.make_server()

        def attach(number: int) -> str:
            self.api.block_device_mapping_update_or_create(
                self.context(),
                {
                    "instance_uuid": nova_concurrency.SERVER,
                    "device_name": "/dev/vdb",
                    "source_type": "volume",
                    "destination_type": "volume",
                    "volume_id": str(number),
                },
                legacy=False,
            )
            return "attached"

        # Later processes find the mapping and update it. Of two concurrent updates, one may get a deadlock error.
        seen = self.together(attach)
        self.assertGreaterEqual(seen["attached"], 1)
        self.assertEqual(sum(seen.values()), seen["attached"] + seen["DBDeadlock"], seen)
        mappings = self.api.block_device_mapping_get_all_by_instance(self.context(), nova_concurrency.SERVER)
        self.assertEqual(len(mappings), 1)


if __name__ == "__main__":
    unittest.main()
