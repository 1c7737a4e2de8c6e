"""Serves one OpenStack service of a managed deployment on loopback.

    serve.py keystone|glance --folder FOLDER --port PORT [--threads N] [--probe FILE]
             [--catalog TYPE=URL ...] [--copy FILE --redis URL --profile FILE]

--catalog (Keystone) sets the URL of every endpoint of a service type. --copy, --redis, --profile (Glance) put a
discovery copy over ROME in the place of Glance's own DB API; SIGHUP has the profile read again.
Exit code 98 (the number of EADDRINUSE) says that the port was taken in the meantime; choose another.
"""

import argparse
import contextlib
import errno
import gc
import json
import os
import signal
import socket
import sqlite3
import sys

# Image data is streamed through, whatever its size.
MAX_BODY_BYTES = 1 << 40
IDLE_SECONDS = 300
CONNECTIONS = 1000


def main():
    # Nothing of what the imports make is ever garbage: looking for it would cost a sixth of the time to boot.
    gc.disable()
    options = _options()
    os.umask(0o077)
    # Services parse sys.argv by themselves.
    sys.argv = [options.service]
    listener = _listen(options.port)
    keep_native_locks()
    app = {"keystone": _keystone, "glance": _glance}[options.service](options)
    import waitress

    gc.freeze()
    gc.enable()
    waitress.serve(
        app, sockets=[listener], threads=options.threads, ident=options.service, connection_limit=CONNECTIONS,
        max_request_body_size=MAX_BODY_BYTES, channel_timeout=IDLE_SECONDS, asyncore_use_poll=True,
    )


def keep_native_locks():
    """Keeps oslo.log from giving logging the locks of eventlet, to be called before a service sets its logging up.

    It does so once anything has imported eventlet, as Glance does. Here the threads are native, and a native thread
    that waits for such a lock is not woken by the one that gives it up.
    """
    from oslo_log import log

    log._fix_eventlet_logging = lambda: None


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("service", choices=("keystone", "glance"))
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--catalog", nargs="*", default=[])
    parser.add_argument("--probe")
    parser.add_argument("--copy")
    parser.add_argument("--redis")
    parser.add_argument("--profile")
    return parser.parse_args()


def _listen(port):
    """Takes the port before the seconds that the imports cost: who asks meanwhile waits instead of being refused."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(CONNECTIONS)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"port {port} is in use", file=sys.stderr)
        sys.exit(errno.EADDRINUSE)
    return listener


def _keystone(options):
    import sqlite_tuning

    sqlite_tuning.install(immediate=False)
    _set_catalog(
        os.path.join(options.folder, "keystone", "keystone.sqlite"),
        dict(entry.split("=", 1) for entry in options.catalog),
    )
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = os.path.join(options.folder, "keystone", "keystone.conf")
    from keystone.server import wsgi

    return wsgi.initialize_public_application()


def _set_catalog(database, urls):
    """Points the endpoints at this boot's ports, before Keystone reads and caches them."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        for service_type, url in urls.items():
            connection.execute(
                "UPDATE endpoint SET url = ? WHERE service_id IN (SELECT id FROM service WHERE type = ?)",
                (url, service_type),
            )


def _glance(options):
    os.environ["OS_GLANCE_CONFIG_DIR"] = os.path.join(options.folder, "glance")
    if options.copy:
        import discovery

        profile = _read_json(options.profile) if options.profile else {}
        query_class = discovery.install(options.copy, options.redis, profile)
        if options.profile:
            signal.signal(signal.SIGHUP, lambda *_: _take_profile(options.profile))
        api_module = discovery.MODULE
    else:
        import sqlite_tuning
        from oslo_db.sqlalchemy.orm import Query as query_class

        sqlite_tuning.install(immediate=True)
        api_module = "glance.db.sqlalchemy.api"
    if options.probe:
        import probe

        probe.install(options.probe, query_class, api_module)
    from glance.common import wsgi_app

    app = wsgi_app.init_app()
    _settle_stores()
    return app


def _take_profile(path):
    """Has ROME be as the profile file says now; `PATH.taken` then holds what was taken."""
    from rome import database

    profile = _read_json(path)
    database.find("glance").take_profile(profile)
    with open(path + ".taken", "w", encoding="utf-8") as file:
        json.dump(profile, file)


def _settle_stores():
    """Has Glance always name its stores alike.

    glance_store adds the two reserved stores to the mapping that oslo.config hands out from its cache, whenever it
    looks a store up; the next option registered late empties that cache. What `OpenStack-image-store-ids` lists so
    depends on the process's past. With the reserved ones in the setting itself it does not.
    """
    from glance.common.wsgi_app import RESERVED_STORES
    from oslo_config import cfg

    cfg.CONF.set_override("enabled_backends", {**cfg.CONF.enabled_backends, **RESERVED_STORES})


def _read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    main()
