"""Serve Nova of a managed deployment: API, conductor, scheduler and two computes in one process, on loopback.

    serve_nova.py --folder FOLDER --port PORT --hosts NAME NAME [--probe FILE] [--copy FILE --redis URL --profile FILE]

They communicate through oslo.messaging's in-memory driver. --copy, --redis, --profile put all of Nova's databases on
ROME (see discovery.py). Exit code 98 means that the port is in use.
SIGUSR1 clears what all of them cache of the databases (see forgetting.py, memory.py).
"""

import inspect
from typing import Any

from nova import monkey_patch  # the first import of Nova; up to 2025.1 the import itself patches

if hasattr(monkey_patch, "patch"):
    # Since 2026.1 the backend must be named. By default Nova chooses native threads for its API.
    named = {"backend": "eventlet"} if inspect.signature(monkey_patch.patch).parameters else {}
    monkey_patch.patch(**named)

import argparse
import os
import shlex
import sys

from managed.databases import custom_operators, sqlite_tuning
from managed.databases.connections import CELL0, CELL1, cell_connection, connection_in
from managed.servers import green, remembering
from managed.settings import machine_files


def main() -> None:
    options = _options()
    os.umask(0o077)
    machine_files.ignore()
    hide_prometheus()
    custom_operators.hash_by_value()
    listener = green.begin(options.port)
    if options.copy:
        from managed.databases import discovery

        query_class = discovery.install_nova(options.copy, options.redis, options.profile)
        api_module = discovery.NOVA.module
    else:
        from oslo_db.sqlalchemy.orm import Query

        _set_cell_urls(os.path.join(options.folder, "nova", "nova.conf"))
        sqlite_tuning.install(immediate=True, green=True)
        query_class = Query
        api_module = "nova.db.main.api"
    if options.probe:
        import probe
        from managed.nova import database_functions

        more = {
            each: database_functions.short_name(*each) for each in database_functions.api_database_functions()
        }
        probe.install(options.probe, query_class, api_module, more, database_functions.HELPERS, values=True)
    _configure(options.folder)
    services = _start_services(options.hosts)
    application = _application()
    _clear_caches_on_signal(options.folder, services)
    green.serve(listener, application)


def hide_prometheus() -> None:
    """Keep openstacksdk from counting requests, which it does if the machine has Prometheus's client.

    Nova asks Placement through it. It keeps a histogram for each URL, and URLs contain ids, so memory would grow for ever.
    """
    sys.modules["prometheus_client"] = None  # type: ignore[assignment]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--hosts", required=True, nargs="+")
    parser.add_argument("--probe")
    parser.add_argument("--copy")
    parser.add_argument("--redis")
    parser.add_argument("--profile")
    return parser.parse_args()


def _set_cell_urls(configuration: str) -> None:
    """Set the URLs of the cells' databases in the API database. They changed with the deployment's folder."""
    import sqlalchemy

    point = sqlalchemy.text("UPDATE cell_mappings SET database_connection = :url WHERE name = :name")
    cell1 = connection_in(configuration)
    engine = sqlalchemy.create_engine(connection_in(configuration, "api_database"))
    with engine.begin() as connection:
        for name in (CELL0, CELL1):
            connection.execute(point, {"url": cell_connection(name, cell1), "name": name})
    engine.dispose()


def _configure(folder: str) -> None:
    import nova.conf
    import os_vif
    from nova import config, objects, utils
    from oslo_log import log
    from oslo_privsep import priv_context

    from managed.drivers import nova_driver
    from managed.nova import compute_host, soft_delete

    conf = nova.conf.CONF
    compute_host.install(conf)
    config.parse_args(["nova", "--config-file", os.path.join(folder, "nova", "nova.conf")])
    log.setup(conf, "nova")
    priv_context.init(root_helper=shlex.split(utils.get_root_helper()))
    objects.register_all()
    os_vif.initialize()
    nova_driver.install()
    soft_delete.install()


def _start_services(hosts: list[str]) -> Any:
    """Start Nova's services, and return them, the computes last."""
    from nova import context, service
    from nova.compute import rpcapi
    from nova.objects import host_mapping

    from managed.nova import compute_host, heartbeats, lasting_services

    def start(binary: str, host: str | None = None) -> Any:
        # Since 2026.2, computes answer each other on a topic of their own.
        more = {"topic_alt": rpcapi.RPC_TOPIC_ALT} if host and hasattr(rpcapi, "RPC_TOPIC_ALT") else {}
        # No random delay: a periodic task that happens to start during a scenario would be noise.
        started = service.Service.create(host=host, binary=binary, periodic_fuzzy_delay=0, **more)
        started.start()
        heartbeats.report(started)
        return started

    services = [start("nova-conductor"), start("nova-scheduler")]
    lasting_services.install(services[:])
    for host in hosts:
        with compute_host.working_for(host):
            services.append(start("nova-compute", host))
    # Does nothing if the initial state already has the hosts.
    host_mapping.discover_hosts(context.get_admin_context())
    return services


def _application() -> Any:
    from nova.api import wsgi

    remembering.remember_validators("nova.api.validation.validators")
    return wsgi.Loader().load_app("osapi_compute")


def _clear_caches_on_signal(folder: str, services: list[str]) -> None:
    import eventlet

    from managed.initial_state import forgetting
    from managed.nova import memory

    # The signal handler runs in the green thread that waits for all others, so it must not wait itself.
    forgetting.clear_on_signal(folder, lambda: memory.clear_caches(services), eventlet.spawn_n)


if __name__ == "__main__":
    main()
