"""Several processes of Nova against one Redis: as safe as against one SQL server."""

import unittest

import nova_concurrency
from nova_on_rome import NovaOnRome


class OnRome(nova_concurrency.NovaConcurrency, NovaOnRome):
    def tearDown(self) -> None:
        """Whatever happened, nobody left a lock behind, nor a row without its entries."""
        self.assertEqual(list(self.server.client.scan_iter("*:lock:*")), [])
        self.assertEqual(self.inconsistent(), [])

    def test_attaches_of_one_device_make_one_mapping(self) -> None:
        """On MariaDB they mostly make one each: nothing there keeps a second from being inserted."""
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

        # The later ones find the mapping and change it; of two that change it at once, one may get a deadlock error.
        seen = self.together(attach)
        self.assertGreaterEqual(seen["attached"], 1)
        self.assertEqual(sum(seen.values()), seen["attached"] + seen["DBDeadlock"], seen)
        mappings = self.api.block_device_mapping_get_all_by_instance(self.context(), nova_concurrency.SERVER)
        self.assertEqual(len(mappings), 1)


if __name__ == "__main__":
    unittest.main()
