"""Register services again when the API deletes their record, as a restart would.

Otherwise they would be missing from a persistent deployment, and the next run would find none to delete. They send a
heartbeat at once, so that the new record looks like the deleted one.
"""

from typing import Any

from nova import context, objects, service

from managed.nova import heartbeats


def install(services: list[Any]) -> None:
    """Register `services` again when their record is deleted.

    services: running services of nova.service, but no computes, because those also have nodes and allocations.
    """
    destroy = objects.Service.destroy

    def destroyed(self: Any) -> None:
        destroy(self)
        for running in services:
            if (running.host, running.binary) == (self.host, self.binary):
                running.service_ref = service._create_service_ref(running, context.get_admin_context())
                heartbeats.report(running)

    objects.Service.destroy = destroyed
