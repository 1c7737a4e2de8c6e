"""Keeps a service from reading what this machine has for it: a policy, `schema-image.json` or `release` in /etc/SERVICE.

oslo.config looks for a file beside the configuration first, and then in the home directory and below /etc. A managed
deployment has all that it needs in its own folder, and two machines must answer the same.
"""

from oslo_config import cfg


def ignore() -> None:
    """Leaves oslo.config the folders of the configuration that it is given. To be called before it is given one."""
    cfg._get_config_dirs = lambda project=None: []
