"""The hypervisor driver of managed deployments: Nova's fake driver, without its gaps that an API client would notice.

Nova loads drivers only from its own package. `install` adds this one to it, as `managed.ManagedDriver`.
"""

import io
import sys
import uuid
from typing import Any, ClassVar

import nova.conf
from eventlet import event
from nova import exception, objects
from nova.image import glance
from nova.virt import fake

# The data of every snapshot. It is the same on every deployment, so that checksums can be compared.
SNAPSHOT = b"A snapshot of a server without a disk.\n"
UPTIME = " 10:00:00 up 1 day,  1:00,  0 users,  load average: 0.00, 0.00, 0.00"


# A live migration of a server with this metadata waits until it is force-completed or aborted. Otherwise no scenario
# could see a live migration in progress.
HELD = ("live_migration", "held")


class ManagedDriver(fake.FakeDriver):
    """Uploads snapshots, holds live migrations, has an uptime, and can remove all of its servers."""

    drivers: ClassVar[list[Any]] = []

    def __init__(self, virtapi: Any, read_only: bool = False) -> None:
        super().__init__(virtapi, read_only)
        self.drivers.append(self)
        self._held: dict[str, Any] = {}

    def spawn(self, context: Any, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Spawn the server, with an empty list of devices. Without a list, Nova fails to detach a tagged volume."""
        super().spawn(context, instance, *args, **kwargs)
        instance.device_metadata = objects.InstanceDeviceMetadata(devices=[])

    def snapshot(self, context: Any, instance: Any, image_id: str, update_task_state: Any) -> None:
        """Upload the snapshot, so that its image becomes active. Raises ImageNotFound if it was deleted meanwhile."""
        super().snapshot(context, instance, image_id, update_task_state)
        image = {"disk_format": "raw", "container_format": "bare"}
        try:
            glance.API().update(context, image_id, image, data=io.BytesIO(SNAPSHOT), purge_props=False)
        except (exception.ImageNotAuthorized, exception.Forbidden) as refused:
            # Glance refuses data for an image that is being deleted. Nova handles ImageNotFound.
            raise exception.ImageNotFound(image_id=image_id) from refused

    def live_migration(
        self,
        context: Any,
        instance: Any,
        dest: str,
        post_method: Any,
        recover_method: Any,
        block_migration: bool = False,
        migrate_data: Any = None,
    ) -> None:
        """Migrate at once, or wait for `_release` if the server has the metadata HELD."""
        key, value = HELD
        if instance.metadata.get(key) == value:
            self._held[instance.uuid] = event.Event()
            if self._held[instance.uuid].wait() == "aborted":
                recover_method(context, instance, dest, migrate_data, migration_status="cancelled")
                return
        super().live_migration(
            context, instance, dest, post_method, recover_method, block_migration, migrate_data
        )

    def live_migration_force_complete(self, instance: Any) -> None:
        """Complete a live migration that is held."""
        self._release(instance.uuid, "completed")

    def live_migration_abort(self, instance: Any) -> None:
        """Abort a live migration that is held. The server stays on its host."""
        self._release(instance.uuid, "aborted")

    def destroy(self, context: Any, instance: Any, *arguments: Any, **named: Any) -> None:
        """Destroy the server, and abort its live migration if it is held.

        A compute does one live migration at a time, so it would block the migrations of other servers.
        """
        self._release(instance.uuid, "aborted")
        super().destroy(context, instance, *arguments, **named)

    def _release(self, uuid: str, how: str) -> None:
        held = self._held.pop(uuid, None)
        if held:
            held.send(how)

    def get_host_uptime(self) -> str:
        """Return a fixed line in the format of `uptime`."""
        return UPTIME

    def host_power_action(self, action: str) -> str:
        """Report success."""
        return action

    def host_maintenance_mode(self, host: str, mode: bool) -> str:
        """Report success."""
        return "on_maintenance" if mode else "off_maintenance"

    def set_host_enabled(self, enabled: bool) -> str:
        """Report success."""
        return "enabled" if enabled else "disabled"

    def remove_all_servers(self) -> None:
        """Remove all servers, volumes and ports."""
        for server in list(self._held):
            self._release(server, "aborted")
        self.instances.clear()
        self._mounts.clear()
        self._interfaces.clear()
        self.active_migrations.clear()
        self.resources = fake.Resources(vcpus=self.vcpus, memory_mb=self.memory_mb, local_gb=self.local_gb)


class _NodeIds:
    """Ids of the fake hypervisor's nodes, by the names that it uses (`node_host1`). They are the same in every process.

    Since 2023.1 a compute looks up its node by id, and refuses to start if the database has another id for the node.
    """

    def __getattr__(self, name: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"run-scenarios:{name}"))


def install() -> None:
    """Make `compute_driver = managed.ManagedDriver` resolve to this driver."""
    sys.modules["nova.virt.managed"] = sys.modules[__name__]
    try:
        from nova.virt import node
    except ImportError:  # before 2023.1
        return
    fake.uuids = _NodeIds()
    # Nova would read the id from a file in the state folder, which both computes share.
    node.read_local_node_uuid = lambda: getattr(fake.uuids, f"node_{nova.conf.CONF.host}")
