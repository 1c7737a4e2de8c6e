"""Serve Cinder of a managed deployment: API, scheduler and volume service in one process, on loopback.

    serve_cinder.py --folder FOLDER --port PORT

Exit code 98 means that the port is in use.
"""

try:
    from cinder import monkey_patch
except ImportError:  # before 2025.2
    import eventlet

    eventlet.monkey_patch()

    import __original_module_threading  # after eventlet

    # isort: split
    import threading

    # The original module's functions must see the green threads. Otherwise each lookup of the current thread creates an
    # object.
    __original_module_threading.current_thread.__globals__["_active"] = threading._active  # type: ignore[attr-defined]
else:
    monkey_patch.patch(backend="eventlet")

import argparse
import os

from managed.databases import sqlite_tuning
from managed.servers import green, remembering
from managed.settings import machine_files

BACKEND = "nothing"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", required=True, type=int)
    options = parser.parse_args()
    os.umask(0o077)
    machine_files.ignore()
    listener = green.begin(options.port)
    sqlite_tuning.install(immediate=False, green=True)
    _configure(options.folder)
    _start_services()
    from oslo_config import cfg
    from oslo_service import wsgi

    remembering.remember_validators("cinder.api.validation.validators")
    green.serve(listener, wsgi.Loader(cfg.CONF).load_app("osapi_volume"))


def _configure(folder: str) -> None:
    from cinder import i18n, objects, rpc, version
    from cinder.common import config
    from oslo_config import cfg
    from oslo_log import log

    i18n.enable_lazy()
    objects.register_all()
    cfg.CONF(
        ["--config-file", os.path.join(folder, "cinder", "cinder.conf")],
        project="cinder",
        version=version.version_string(),
    )
    log.setup(cfg.CONF, "cinder")
    config.set_middleware_defaults()
    cfg.CONF.register_opt(cfg.StrOpt("backend_host"), group=BACKEND)  # as cinder-volume does
    rpc.init(cfg.CONF)


def _start_services() -> None:
    from cinder import context, coordination, exception, service
    from cinder.common import constants
    from cinder.volume import volume_types
    from oslo_config import cfg

    administrator = context.get_admin_context()
    try:
        volume_types.get_volume_type_by_name(administrator, cfg.CONF.default_volume_type)
    except exception.VolumeTypeNotFoundByName:
        volume_types.create(administrator, cfg.CONF.default_volume_type, {})
    coordination.COORDINATOR.start()
    service.Service.create(
        host=f"{cfg.CONF.host}@{BACKEND}",
        service_name=BACKEND,
        binary=constants.VOLUME_BINARY,
        coordination=True,
    ).start()
    service.Service.create(binary=constants.SCHEDULER_BINARY).start()


if __name__ == "__main__":
    main()
