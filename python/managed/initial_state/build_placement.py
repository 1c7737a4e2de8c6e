"""Create Placement's database in a template folder with placement/placement.conf: `build_placement.py FOLDER`."""

import os
import sys

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

from oslo_config import cfg  # noqa: E402  (after the listeners)
from placement import conf, db_api  # noqa: E402
from placement.db.sqlalchemy import migration  # noqa: E402

from managed.initial_state.settle import settle  # noqa: E402


def main(folder: str) -> None:
    os.umask(0o077)
    config = cfg.ConfigOpts()
    conf.register_opts(config)
    config(
        [], project="placement", default_config_files=[os.path.join(folder, "placement", "placement.conf")]
    )
    db_api.configure(config)
    migration.upgrade("head")
    db_api.get_placement_engine().dispose()
    settle(config.placement_database.connection)


if __name__ == "__main__":
    main(sys.argv[1])
