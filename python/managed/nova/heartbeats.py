"""The one heartbeat of each of Nova's services.

Nova sends the first one five seconds after a service started, when scenarios may have seen its record without one.
"""

from typing import Any


def report(service: Any) -> None:
    """Writes the first heartbeat of a running service of nova.service, before anyone can read its record."""
    service.service_ref.report_count += 1
    service.service_ref.save()
