"""An ML2 mechanism driver that binds every port on every host, so that no agent is needed."""

from typing import Any

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api

# OVS, because Nova 34 refuses ports of Linux bridges. No port is really plugged in.
DETAILS = {portbindings.CAP_PORT_FILTER: True, portbindings.OVS_HYBRID_PLUG: False, "bridge_name": "br-int"}


class BindAll(api.MechanismDriver):
    """Binds each port to the first segment that Neutron offers."""

    def initialize(self) -> None:
        """Do nothing: the driver needs no initialization."""

    def bind_port(self, context: Any) -> None:
        """Bind the port to a bridge that does not exist, and make the port active."""
        segment = context.segments_to_bind[0]
        context.set_binding(
            segment[api.ID], portbindings.VIF_TYPE_OVS, DETAILS, status=constants.PORT_STATUS_ACTIVE
        )
