"""An ML2 mechanism driver that binds every port on every host, so that no agent is needed."""

from typing import Any

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api

# Nova 34 refuses ports of Linux bridges. Nothing is plugged in either way.
DETAILS = {portbindings.CAP_PORT_FILTER: True, portbindings.OVS_HYBRID_PLUG: False, "bridge_name": "br-int"}


class BindAll(api.MechanismDriver):
    """Takes the first segment it is offered."""

    def initialize(self) -> None:
        """Needs nothing."""

    def bind_port(self, context: Any) -> None:
        """Binds the port to a bridge that is not there, and makes it active."""
        segment = context.segments_to_bind[0]
        context.set_binding(
            segment[api.ID], portbindings.VIF_TYPE_OVS, DETAILS, status=constants.PORT_STATUS_ACTIVE
        )
