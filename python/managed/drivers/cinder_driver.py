"""A Cinder volume driver without storage: every operation succeeds, and images take no time."""

from typing import Any

from cinder import interface
from cinder.volume import driver

DATA = b"A volume without storage.\n"


@interface.volumedriver
class NoStorage(driver.VolumeDriver):
    """The methods that Cinder calls on a driver, without an effect on any storage."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def do_setup(self, context: Any) -> None:
        """Do nothing: the driver needs no setup."""

    def check_for_setup_error(self) -> None:
        """Do nothing: there is no setup that could be wrong."""

    def _succeed(self, *_arguments: Any, **_named: Any) -> None:
        """Succeed without doing anything."""

    create_volume = create_volume_from_snapshot = create_cloned_volume = delete_volume = _succeed
    extend_volume = create_snapshot = delete_snapshot = revert_to_snapshot = unmanage = _succeed
    ensure_export = remove_export = terminate_connection = _succeed

    def clone_image(
        self, context: Any, volume: Any, image_location: Any, image_meta: Any, image_service: Any
    ) -> tuple[dict[str, Any], bool]:
        """Report that the volume contains the image, so that Cinder runs no tool to convert it."""
        return {}, True

    def copy_volume_to_image(self, context: Any, volume: Any, image_service: Any, image_meta: Any) -> None:
        """Upload the same bytes for every volume."""
        image_service.update(context, image_meta["id"], {}, DATA)

    def retype(self, context: Any, volume: Any, new_type: Any, diff: Any, host: str) -> tuple[bool, None]:
        """Report success, without updates of the model."""
        return True, None

    def manage_existing(self, volume: Any, existing_ref: Any) -> dict[str, Any]:
        """Return no updates of the model."""
        return {}

    def manage_existing_get_size(self, volume: Any, existing_ref: Any) -> int:
        """Return a size of one gibibyte."""
        return 1

    def create_export(self, context: Any, volume: Any, connector: Any) -> dict[str, Any]:
        """Return no updates of the model."""
        return {}

    def initialize_connection(self, volume: Any, connector: Any) -> dict[str, Any]:
        """Return a connection of the type that Nova's fake hypervisor accepts."""
        return {"driver_volume_type": "fake", "data": {"volume_id": volume.id, "device_path": "/dev/fake"}}

    def get_volume_stats(self, refresh: bool = False) -> dict[str, Any]:
        """Report unlimited capacity."""
        return {
            "volume_backend_name": "nothing",
            "vendor_name": "run-scenarios",
            "driver_version": self.VERSION,
            "storage_protocol": "fake",
            "total_capacity_gb": "infinite",
            "free_capacity_gb": "infinite",
            "reserved_percentage": 0,
            "multiattach": True,
            "QoS_support": False,
        }
