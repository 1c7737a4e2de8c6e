"""The only heartbeat of each of Nova's services.

Nova would send the first one five seconds after a service started. By then, a scenario could have read the service's
record without a heartbeat.
"""

from typing import Any


def report(service: Any) -> None:
    """Write the first heartbeat of a running service of nova.service, before a scenario can read its record."""
    service.service_ref.report_count += 1
    service.service_ref.save()
