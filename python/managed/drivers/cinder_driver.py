"""A Cinder volume driver with no storage behind it: everything succeeds, and images take no time."""

from typing import Any

from cinder import interface
from cinder.volume import driver

DATA = b"A volume without storage.\n"


@interface.volumedriver
class NoStorage(driver.VolumeDriver):
    """The methods that Cinder calls on a driver; each does nothing."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def do_setup(self, context: Any) -> None:
        """Needs nothing."""

    def check_for_setup_error(self) -> None:
        """Nothing can be wrong."""

    def _nothing(self, *_arguments: Any, **_named: Any) -> None:
        """Succeeds."""

    create_volume = create_volume_from_snapshot = create_cloned_volume = delete_volume = _nothing
    extend_volume = create_snapshot = delete_snapshot = revert_to_snapshot = unmanage = _nothing
    ensure_export = remove_export = terminate_connection = _nothing

    def clone_image(
        self, context: Any, volume: Any, image_location: Any, image_meta: Any, image_service: Any
    ) -> tuple[dict[str, Any], bool]:
        """Says that the volume holds the image, so that no tool is asked to convert it."""
        return {}, True

    def copy_volume_to_image(self, context: Any, volume: Any, image_service: Any, image_meta: Any) -> None:
        """Uploads the same bytes for every volume."""
        image_service.update(context, image_meta["id"], {}, DATA)

    def retype(self, context: Any, volume: Any, new_type: Any, diff: Any, host: str) -> tuple[bool, None]:
        """Says that it was done, with nothing to change in the model."""
        return True, None

    def manage_existing(self, volume: Any, existing_ref: Any) -> dict[str, Any]:
        """Changes nothing in the model."""
        return {}

    def manage_existing_get_size(self, volume: Any, existing_ref: Any) -> int:
        """One gibibyte."""
        return 1

    def create_export(self, context: Any, volume: Any, connector: Any) -> dict[str, Any]:
        """Changes nothing in the model."""
        return {}

    def initialize_connection(self, volume: Any, connector: Any) -> dict[str, Any]:
        """A connection of the kind that Nova's fake hypervisor takes."""
        return {"driver_volume_type": "fake", "data": {"volume_id": volume.id, "device_path": "/dev/fake"}}

    def get_volume_stats(self, refresh: bool = False) -> dict[str, Any]:
        """Unlimited capacity."""
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
