"""Create Neutron's database in a template folder, which contains neutron/neutron.conf: `build_neutron.py FOLDER`.

The tables are created from Neutron's models, on SQLite and on MariaDB, because its migrations do not run on SQLite.
"""

import importlib.util
import os
import sys
from typing import Any

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
    _insert_default_rules(engine)
    engine.dispose()
    settle(cfg.CONF.database.connection)


def _insert_default_rules(engine: Any) -> None:
    """Insert the rules that security groups start with, which a migration inserts since 2023.2.

    Every group can send. Members of a project's default group can also reach each other.
    """
    if importlib.util.find_spec("neutron.db.models.securitygroup_default_rules") is None:
        return
    from neutron.db.models.securitygroup_default_rules import SecurityGroupDefaultRule
    from sqlalchemy import orm

    rules = [
        {"direction": "egress", "used_in_non_default_sg": True},
        {"direction": "ingress", "used_in_non_default_sg": False, "remote_group_id": "PARENT"},
    ]
    with orm.Session(engine) as session, session.begin():
        for rule in rules:
            for ethertype in ("IPv4", "IPv6"):
                session.add(SecurityGroupDefaultRule(ethertype=ethertype, used_in_default_sg=True, **rule))


if __name__ == "__main__":
    main(sys.argv[1])
