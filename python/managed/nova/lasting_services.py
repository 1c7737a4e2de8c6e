"""Services that register again when the API deletes their record, as they would after a restart.

Without this, a persistent deployment would miss them from then on, and the next run would find none to delete. They report at
once, so that the record looks like the one that was deleted.
"""

from typing import Any

from nova import context, objects, service

from managed.nova import heartbeats


def install(services: list[Any]) -> None:
    """`services` are running ones of nova.service, computes not among them: those have nodes and allocations, too."""
    destroy = objects.Service.destroy

    def destroyed(self: Any) -> None:
        destroy(self)
        for running in services:
            if (running.host, running.binary) == (self.host, self.binary):
                running.service_ref = service._create_service_ref(running, context.get_admin_context())
                heartbeats.report(running)

    objects.Service.destroy = destroyed
