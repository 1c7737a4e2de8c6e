"""Create Cinder's database in a template folder, which contains cinder/cinder.conf: `build_cinder.py FOLDER`."""

import os
import sys

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

from cinder import objects, version  # noqa: E402  (after the listeners)
from cinder.common import config  # noqa: E402, F401  (registers the options)
from cinder.db import migration  # noqa: E402
from oslo_config import cfg  # noqa: E402

from managed.initial_state.settle import settle  # noqa: E402


def main(folder: str) -> None:
    os.umask(0o077)
    objects.register_all()
    cfg.CONF(
        ["--config-file", os.path.join(folder, "cinder", "cinder.conf")],
        project="cinder",
        version=version.version_string(),
    )
    migration.db_sync()
    settle(cfg.CONF.database.connection)


if __name__ == "__main__":
    main(sys.argv[1])
