"""The hypervisor of managed deployments: Nova's fake one, without the gaps that an API client would fall into.

Nova takes drivers from its own package only; `install` puts this one there, as `managed.ManagedDriver`.
"""

import io
import sys

from nova import exception
from nova.image import glance
from nova.virt import fake

# Whatever was "snapshot": the same on every deployment, so that checksums are comparable.
SNAPSHOT = b"A snapshot of a server without a disk.\n"
UPTIME = " 10:00:00 up 1 day,  1:00,  0 users,  load average: 0.00, 0.00, 0.00"


class ManagedDriver(fake.FakeDriver):
    """Uploads snapshots, knows its uptime, and forgets its servers when asked."""

    drivers = []

    def __init__(self, virtapi, read_only=False):
        super().__init__(virtapi, read_only)
        self.drivers.append(self)

    def snapshot(self, context, instance, image_id, update_task_state):
        """Leaves an active image; ImageNotFound when it was deleted meanwhile."""
        super().snapshot(context, instance, image_id, update_task_state)
        image = {"disk_format": "raw", "container_format": "bare"}
        try:
            glance.API().update(context, image_id, image, data=io.BytesIO(SNAPSHOT), purge_props=False)
        except (exception.ImageNotAuthorized, exception.Forbidden) as refused:
            # Glance refuses data for an image that is being deleted; Nova knows what to do when it is gone.
            raise exception.ImageNotFound(image_id=image_id) from refused

    def get_host_uptime(self):
        """As `uptime` prints it."""
        return UPTIME

    def host_power_action(self, action):
        """Says that it was done."""
        return action

    def host_maintenance_mode(self, host, mode):
        """Says that it was done."""
        return "on_maintenance" if mode else "off_maintenance"

    def set_host_enabled(self, enabled):
        """Says that it was done."""
        return "enabled" if enabled else "disabled"

    def forget(self):
        """Back to no servers, volumes and ports at all."""
        self.instances.clear()
        self._mounts.clear()
        self._interfaces.clear()
        self.active_migrations.clear()
        self.resources = fake.Resources(vcpus=self.vcpus, memory_mb=self.memory_mb, local_gb=self.local_gb)


def install():
    """Lets `compute_driver = managed.ManagedDriver` find it."""
    sys.modules["nova.virt.managed"] = sys.modules[__name__]
