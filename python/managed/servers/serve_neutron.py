"""Serve Neutron of a managed deployment on loopback, without agents: `serve_neutron.py --folder FOLDER --port PORT`.

Exit code 98 means that the port is in use.
"""

import importlib.util
from typing import Any

# Since 2026.1 Neutron only has native threads.
GREEN = importlib.util.find_spec("neutron.common.eventlet_utils") is not None
if GREEN:
    from neutron.common import eventlet_utils

    eventlet_utils.monkey_patch()

import argparse  # noqa: E402  (after eventlet)
import os  # noqa: E402
import sys  # noqa: E402

from managed import drivers  # noqa: E402
from managed.databases import sqlite_tuning  # noqa: E402
from managed.settings import machine_files  # noqa: E402

THREADS = 8


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    options = parser.parse_args()
    os.umask(0o077)
    machine_files.ignore()
    os.environ["OS_NEUTRON_CONFIG_FILES"] = os.path.join(options.folder, "neutron", "neutron.conf")
    # The binding driver is found by its entry point.
    sys.path.insert(0, os.path.join(drivers.__path__[0], "neutron_plugin"))
    (_serve_green if GREEN else _serve_native)(options.port)


def _serve_green(port: int) -> None:
    from managed.servers import green

    listener = green.begin(port)
    sqlite_tuning.install(immediate=False, green=True)
    green.serve(listener, _application())


def _serve_native(port: int) -> None:
    import waitress

    from managed.servers import garbage, remembering
    from managed.servers.listener import CONNECTIONS, listen

    garbage.pause_search()
    # Neutron parses the remaining arguments itself.
    del sys.argv[1:]
    listener = listen(port)
    # Neutron itself retries a transaction that cannot get the lock, so no thread has to wait for it.
    sqlite_tuning.install(immediate=False, green=True)
    sqlite_tuning.do_not_yield()
    remembering.bound_tokens()
    application = _application()
    garbage.resume_search()
    waitress.serve(
        application,
        sockets=[listener],
        threads=THREADS,
        ident="neutron",
        connection_limit=CONNECTIONS,
        channel_timeout=300,
        asyncore_use_poll=True,
    )


def _application() -> Any:
    from neutron import server
    from neutron.common import config
    from neutron.plugins.ml2 import ovo_rpc
    from neutron.services import provider_configuration

    # By default Neutron looks for service providers in /etc/neutron.
    own = os.path.dirname(os.environ["OS_NEUTRON_CONFIG_FILES"])
    provider_configuration.NeutronModule.ini.__defaults__ = (own,)
    # It reads each changed port again, to send it to agents.
    ovo_rpc.OVOServerRpcInterface = lambda: None
    return server.boot_server(lambda: config.load_paste_app("neutron"))


if __name__ == "__main__":
    main()
