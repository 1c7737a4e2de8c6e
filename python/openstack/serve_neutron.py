"""Serves Neutron of a managed deployment on loopback, without agents: `serve_neutron.py --folder FOLDER --port PORT`.

Exit code 98 says that the port was taken.
"""

import neutron.common.eventlet_utils

neutron.common.eventlet_utils.monkey_patch()

import argparse  # noqa: E402  (after eventlet)
import os  # noqa: E402
import sys  # noqa: E402

import green  # noqa: E402
import sqlite_tuning  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    options = parser.parse_args()
    os.umask(0o077)
    listener = green.begin(options.port)
    sqlite_tuning.install(immediate=False, green=True)
    os.environ["OS_NEUTRON_CONFIG_FILES"] = os.path.join(options.folder, "neutron", "neutron.conf")
    # The binding driver is found by its entry point.
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugins"))
    from neutron import server
    from neutron.common import config

    green.serve(listener, server.boot_server(lambda: config.load_paste_app("neutron")))


if __name__ == "__main__":
    main()
