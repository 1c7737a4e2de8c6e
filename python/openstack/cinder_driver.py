"""A Cinder volume driver with no storage behind it: everything succeeds, and images take no time."""

from cinder import interface
from cinder.volume import driver

DATA = b"A volume without storage.\n"


@interface.volumedriver
class NoStorage(driver.VolumeDriver):
    """What Cinder asks of a driver, each done by doing nothing."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def do_setup(self, context):
        """Needs nothing."""

    def check_for_setup_error(self):
        """There is nothing to be wrong."""

    def _nothing(self, *_arguments, **_named):
        """Succeeds."""

    create_volume = create_volume_from_snapshot = create_cloned_volume = delete_volume = _nothing
    extend_volume = create_snapshot = delete_snapshot = revert_to_snapshot = unmanage = _nothing
    ensure_export = remove_export = terminate_connection = _nothing

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        """Says that the volume holds the image, so that no tool is asked to convert it."""
        return {}, True

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        """Uploads the same bytes for every volume."""
        image_service.update(context, image_meta["id"], {}, DATA)

    def retype(self, context, volume, new_type, diff, host):
        """Says that it was done, with nothing to change in the model."""
        return True, None

    def manage_existing(self, volume, existing_ref):
        """Nothing of the model changes."""
        return {}

    def manage_existing_get_size(self, volume, existing_ref):
        """One gibibyte."""
        return 1

    def create_export(self, context, volume, connector):
        """Nothing of the model changes."""
        return {}

    def initialize_connection(self, volume, connector):
        """A connection of the kind that Nova's fake hypervisor takes."""
        return {"driver_volume_type": "fake", "data": {"volume_id": volume.id, "device_path": "/dev/fake"}}

    def get_volume_stats(self, refresh=False):
        """Room without end."""
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
