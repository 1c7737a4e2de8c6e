"""Create Neutron's database in a template folder, which contains neutron/neutron.conf: `build_neutron.py FOLDER`.

The tables are created from Neutron's models, on SQLite and on MariaDB, because its migrations do not run on SQLite.
"""

import os
import sys

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

from neutron.common import config  # noqa: E402  (after the listeners)
from neutron.db.migration.models import head  # noqa: E402
from neutron_lib.db import api  # noqa: E402
from oslo_config import cfg  # noqa: E402

from managed.initial_state.settle import settle  # noqa: E402


def main(folder: str) -> None:
    os.umask(0o077)
    config.register_common_config_options()
    config.init(["--config-file", os.path.join(folder, "neutron", "neutron.conf")])
    engine = api.get_context_manager().writer.get_engine()
    head.model_base.BASEV2.metadata.create_all(engine)
    engine.dispose()
    settle(cfg.CONF.database.connection)


if __name__ == "__main__":
    main(sys.argv[1])
