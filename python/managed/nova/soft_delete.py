"""Make DELETE a soft delete for servers with the metadata `delete: soft`.

Nova's option for it, `reclaim_instance_interval`, applies to all servers of a cloud. With the option, every deleted
server of every scenario would exist until the interval is over. Without it, no server could be restored.
"""

from typing import Any

SOFT = ("delete", "soft")


def install() -> None:
    """Replace Nova's delete. Must run before Nova's API serves a request."""
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
            # As Nova does with the option: a server that never ran cannot be soft-deleted.
            return delete(self, context, instance)

    api.API.delete = delete_as_asked
