"""Create Nova's databases in a template folder, which contains nova/nova.conf: `build_nova.py FOLDER`.

Does the same as nova-manage's `api_db sync`, `db sync`, `cell_v2 map_cell0` and `cell_v2 create_cell`, in one process.
"""

import os
import sys
import uuid

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"

import nova.conf  # noqa: E402  (after the listeners)
from nova import config, context, objects  # noqa: E402
from nova.db import migration  # noqa: E402

from managed.databases.connections import CELL0, CELL1, cell_connection  # noqa: E402
from managed.initial_state.settle import settle  # noqa: E402

NO_MESSAGES = "none:///"


def main(folder: str) -> None:
    os.umask(0o077)
    config.parse_args(["nova", "--config-file", os.path.join(folder, "nova", "nova.conf")])
    objects.register_all()
    migration.db_sync(database="api")
    administrator = context.get_admin_context()
    for name, cell_id, messages in (
        (CELL0, objects.CellMapping.CELL0_UUID, NO_MESSAGES),
        (CELL1, str(uuid.uuid4()), nova.conf.CONF.transport_url),
    ):
        cell = objects.CellMapping(
            administrator,
            uuid=cell_id,
            name=name,
            transport_url=messages,
            database_connection=cell_connection(name, nova.conf.CONF.database.connection),
        )
        cell.create()
        with context.target_cell(administrator, cell) as targeted:
            migration.db_sync(database="main", context=targeted)
        settle(cell.database_connection)
    settle(nova.conf.CONF.api_database.connection)


if __name__ == "__main__":
    main(sys.argv[1])
