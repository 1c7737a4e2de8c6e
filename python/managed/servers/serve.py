"""Serve one OpenStack service of a managed deployment on loopback.

    serve.py keystone|glance|placement --folder FOLDER --port PORT [--threads N] [--probe FILE]
             [--catalog TYPE=URL ...] [--copy FILE --redis URL --profile FILE]

--catalog (Keystone) sets the URL of every endpoint of a service type. --copy, --redis, --profile (Glance) replace
Glance's DB API with a discovery copy on ROME; SIGHUP reloads the profile.
Exit code 98 (the number of EADDRINUSE) means that the port was taken in the meantime; choose another.
SIGUSR1 clears Keystone's cache (see forgetting.py).
"""

import argparse
import os
import sys
from typing import Any

import sqlalchemy

from managed.databases import sqlite_tuning
from managed.databases.connections import connection_in
from managed.servers import garbage, remembering
from managed.servers.bounded_cache import BoundedCache
from managed.servers.listener import CONNECTIONS, listen
from managed.settings import machine_files

# Image data is streamed, so it can have any size.
MAX_BODY_BYTES = 1 << 40
IDLE_SECONDS = 300
# Entries in each of Keystone's caches: several times what a run's parallel scenarios need at once.
MOST_CACHED = 1000


def main() -> None:
    garbage.pause_search()
    options = _options()
    os.umask(0o077)
    machine_files.ignore()
    # Services parse sys.argv themselves.
    sys.argv = [options.service]
    listener = listen(options.port)
    keep_native_locks()
    sqlite_tuning.do_not_yield()
    app = {"keystone": _keystone, "glance": _glance, "placement": _placement}[options.service](options)
    import waitress

    garbage.resume_search()
    waitress.serve(
        app,
        sockets=[listener],
        threads=options.threads,
        ident=options.service,
        connection_limit=CONNECTIONS,
        max_request_body_size=MAX_BODY_BYTES,
        channel_timeout=IDLE_SECONDS,
        asyncore_use_poll=True,
        # The service's own setting decides whether it believes a proxy.
        clear_untrusted_proxy_headers=False,
    )


def keep_native_locks() -> None:
    """Keep oslo.log from replacing logging's locks with eventlet's. Must run before a service sets up its logging.

    oslo.log replaces them if eventlet is imported, which Glance does. Here the threads are native, and a native thread
    that waits for an eventlet lock is not woken when another thread releases it.
    """
    from oslo_log import log

    log._fix_eventlet_logging = lambda: None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("service", choices=("keystone", "glance", "placement"))
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--catalog", nargs="*", default=[])
    parser.add_argument("--probe")
    parser.add_argument("--copy")
    parser.add_argument("--redis")
    parser.add_argument("--profile")
    return parser.parse_args()


def _keystone(options: argparse.Namespace) -> Any:
    sqlite_tuning.install(immediate=False)
    configuration = os.path.join(options.folder, "keystone", "keystone.conf")
    _set_catalog(connection_in(configuration), dict(entry.split("=", 1) for entry in options.catalog))
    _bound_cache(options.folder)
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = configuration
    from keystone.server import wsgi

    remembering.remember_validators("keystone.api.validation.validators")
    return wsgi.initialize_public_application()


def _bound_cache(folder: str) -> None:
    """Limit Keystone's cache, a dictionary per region in this process, and clear it at SIGUSR1."""
    from dogpile.cache.backends.memory import MemoryBackend

    from managed.initial_state import forgetting

    backends, make = [], MemoryBackend.__init__

    def made(self: Any, arguments: Any) -> None:
        make(self, {**arguments, "cache_dict": BoundedCache(MOST_CACHED)})
        backends.append(self)

    MemoryBackend.__init__ = made
    forgetting.clear_on_signal(folder, lambda: [backend._cache.clear() for backend in backends])


def _set_catalog(database: str, urls: dict[str, str]) -> None:
    """Set the endpoints' URLs to this boot's ports, before Keystone reads and caches them."""
    point = sqlalchemy.text(
        "UPDATE endpoint SET url = :url WHERE service_id IN (SELECT id FROM service WHERE type = :type)"
    )
    engine = sqlalchemy.create_engine(database)
    with engine.begin() as connection:
        for service_type, url in urls.items():
            connection.execute(point, {"url": url, "type": service_type})
    engine.dispose()


def _glance(options: argparse.Namespace) -> Any:
    os.environ["OS_GLANCE_CONFIG_DIR"] = os.path.join(options.folder, "glance")
    if options.copy:
        from managed.databases import discovery

        query_class = discovery.install_glance(options.copy, options.redis, options.profile)
        import rome

        _move_locations(rome.get_engine("glance"), options.folder)
        api_module = discovery.GLANCE.module
    else:
        from oslo_db.sqlalchemy.orm import Query

        sqlite_tuning.install(immediate=True)
        configuration = os.path.join(options.folder, "glance", "glance-api.conf")
        _move_locations(sqlalchemy.create_engine(connection_in(configuration)), options.folder)
        query_class = Query
        api_module = "glance.db.sqlalchemy.api"
    if options.probe:
        import probe

        probe.install(options.probe, query_class, api_module, values=True)
    from glance.common import wsgi_app

    from managed.drivers import image_info
    from managed.servers import eventlet_hubs

    image_info.install(options.folder)
    remembering.remember_limits()
    remembering.remember_checked_schemas()
    remembering.bound_tokens()
    eventlet_hubs.close_with_threads()
    app = wsgi_app.init_app()
    _fix_store_order()
    return app


def _move_locations(engine: Any, folder: str) -> None:
    """Change the locations of the initial state's image data to this deployment's stores."""
    # SQL text that every database accepts: MariaDB and SQLite concatenate strings differently. ROME only reads tables
    # that its models have or the text names.
    local = sqlalchemy.text("SELECT id, value FROM image_locations WHERE value LIKE 'file://%/stores/%'")
    move = sqlalchemy.text("UPDATE image_locations SET value = :value WHERE id = :id")
    with engine.begin() as connection:
        for row in connection.execute(local).all():
            below = row.value[row.value.index("/stores/") :]
            connection.execute(move, {"value": f"file://{folder}{below}", "id": row.id})


def _placement(options: argparse.Namespace) -> Any:
    sqlite_tuning.install(immediate=True)
    remembering.bound_tokens()
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = os.path.join(options.folder, "placement")
    from placement import wsgi

    return wsgi.init_application()


def _fix_store_order() -> None:
    """Make Glance always list its stores in the same order.

    When glance_store looks up a store, it adds the two reserved stores to the mapping that oslo.config returns from its
    cache. The next option that is registered late clears that cache. So the list in `OpenStack-image-store-ids` depends
    on what the process did before. It does not if the setting itself contains the reserved stores.
    """
    from glance.common.wsgi_app import RESERVED_STORES
    from oslo_config import cfg

    cfg.CONF.set_override("enabled_backends", {**cfg.CONF.enabled_backends, **RESERVED_STORES})


if __name__ == "__main__":
    main()
