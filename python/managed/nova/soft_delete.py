"""Makes DELETE only hide a server whose metadata has `delete: soft`.

Nova has one answer for all servers of a cloud, `reclaim_instance_interval`. With it no deleted server would be gone
before the interval is over, in no scenario; without it nothing could be restored.
"""

from typing import Any

SOFT = ("delete", "soft")


def install() -> None:
    """Before Nova's API serves anything."""
    from nova import exception
    from nova.compute import api

    delete = api.API.delete
    key, value = SOFT

    def delete_as_asked(self: Any, context: Any, instance: Any) -> Any:
        if instance.metadata.get(key) != value:
            return delete(self, context, instance)
        try:
            return self.soft_delete(context, instance)
        except exception.InstanceInvalidState:
            # As Nova does with the option on: what never ran cannot be kept for later.
            return delete(self, context, instance)

    api.API.delete = delete_as_asked
