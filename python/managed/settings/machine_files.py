"""Keep a service from reading this machine's files: a policy, `schema-image.json` or `release` in /etc/SERVICE.

oslo.config looks for a file next to the configuration first, then in the home directory and below /etc. A managed
deployment has all its files in its own folder, and must return the same responses on every machine.
"""

from oslo_config import cfg


def ignore() -> None:
    """Make oslo.config look only in the folders of its configuration. Must run before it gets a configuration."""
    cfg._get_config_dirs = lambda project=None: []
