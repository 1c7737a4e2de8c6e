"""Where the configuration is that a service's package brings."""

import os
import sys


def packaged_configuration(service: str) -> str:
    """Folder of `api-paste.ini`, metadata definitions and the like, of `glance`, `nova`, ...

    Wheels bring it into their environment, Debian's packages into /usr/share.
    """
    if sys.prefix != sys.base_prefix:
        return os.path.join(sys.prefix, "etc", service)
    return f"/usr/share/{service}-common"
