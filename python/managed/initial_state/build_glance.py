"""Create Glance's database in a template folder: `build_glance.py FOLDER`.

FOLDER contains glance/glance-api.conf. Does the same as glance-manage's `db sync` and `db load_metadefs`, in one
process.
"""

import os
import sys

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

from glance.cmd import manage  # noqa: E402
from glance.common import config  # noqa: E402
from oslo_config import cfg  # noqa: E402  (after the listeners)
from oslo_log import log  # noqa: E402

from managed.initial_state.settle import settle  # noqa: E402
from managed.settings.packaged import packaged_configuration  # noqa: E402


def main(folder: str) -> None:
    os.umask(0o077)
    log.register_options(cfg.CONF)
    config.set_config_defaults()
    cfg.CONF([], project="glance", default_config_files=[os.path.join(folder, "glance", "glance-api.conf")])
    log.setup(cfg.CONF, "glance")
    commands = manage.DbCommands()
    commands.sync()
    commands.load_metadefs(path=os.path.join(packaged_configuration("glance"), "metadefs"))
    manage.db_api.get_engine().dispose()
    settle(cfg.CONF.database.connection)


if __name__ == "__main__":
    main(sys.argv[1])
