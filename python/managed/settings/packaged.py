"""Find the configuration that a service's package installs."""

import os
import sys


def packaged_configuration(service: str) -> str:
    """Return the folder with the `api-paste.ini`, metadata definitions and so on of a service (`glance`, `nova`, ...).

    Wheels install it in their environment, Debian's packages in /usr/share.
    """
    if sys.prefix != sys.base_prefix:
        return os.path.join(sys.prefix, "etc", service)
    return f"/usr/share/{service}-common"
