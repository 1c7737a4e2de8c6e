"""Clear what Nova's services cache of their databases."""

from typing import Any

from nova import availability_zones, context
from nova.compute import resource_tracker
from nova.scheduler import host_manager

from managed.drivers import nova_driver
from managed.nova import compute_host


def clear_caches(services: list[Any]) -> None:
    """Reload what services cache of the databases: servers, usage, aggregates and zones. Then audit the computes.

    services: running services of nova.service.
    """
    for driver in nova_driver.ManagedDriver.drivers:
        driver.remove_all_servers()
    availability_zones.reset_cache()
    for service in services:
        manager = service.manager
        if service.binary == "nova-scheduler":
            manager.host_manager = host_manager.HostManager()
        elif service.binary == "nova-compute":
            with compute_host.working_for(service.host):
                _audit(manager)


def _audit(compute: Any) -> None:
    compute.reportclient.clear_provider_cache()
    compute.rt = resource_tracker.ResourceTracker(
        compute.host, compute.driver, reportclient=compute.reportclient
    )
    compute.update_available_resource(context.get_admin_context(), startup=True)
