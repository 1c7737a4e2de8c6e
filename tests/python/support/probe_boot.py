"""Runs a complete Glance in this process, on SQLite and a file store, and sends requests to it.

The probe's tests and benchmarks/speed/probe_cost.py use it.
"""

import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

from managed.databases import sqlite_tuning

# The pipeline has no authtoken and no middleware in front of it: requests already have the headers that authtoken
# would add.
PASTE = """
[pipeline:glance-api]
pipeline = versionnegotiation context rootapp
[composite:rootapp]
paste.composite_factory = glance.api:root_app_factory
/: apiversions
/v2: apiv2app
[app:apiversions]
paste.app_factory = glance.api.versions:create_resource
[app:apiv2app]
paste.app_factory = glance.api.v2.router:API.factory
[filter:versionnegotiation]
paste.filter_factory = glance.api.middleware.version_negotiation:VersionNegotiationFilter.factory
[filter:context]
paste.filter_factory = glance.api.middleware.context:ContextMiddleware.factory
"""
SETTINGS = """
[DEFAULT]
log_file = {folder}/glance.log
enabled_backends = disk:file
enabled_import_methods = [glance-direct]
[database]
connection = sqlite:///{folder}/glance.sqlite
[glance_store]
default_backend = disk
[disk]
filesystem_store_datadir = {folder}/disk
[os_glance_staging_store]
filesystem_store_datadir = {folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = {folder}/tasks
[paste_deploy]
config_file = {folder}/glance-api-paste.ini
[oslo_concurrency]
lock_path = {folder}
"""
API_MODULE = "glance.db.sqlalchemy.api"

Application = Callable[..., Any]


def boot(folder: pathlib.Path) -> Application:
    """Return a Glance with an empty SQLite database and a file store in `folder`. Call this once per process."""
    (folder / "glance-api-paste.ini").write_text(PASTE)
    (folder / "glance-api.conf").write_text(SETTINGS.format(folder=folder))
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(folder)
    # As in a deployment. Otherwise a request or the thread of an import can fail with "database is locked".
    sqlite_tuning.install(immediate=True)
    from glance.common import wsgi_app
    from glance.db.sqlalchemy import api, models, models_metadef

    for store in ("disk", "staging", "tasks"):
        (folder / store).mkdir()
    application = wsgi_app.init_app()
    models.register_models(api.get_engine())
    models_metadef.register_models(api.get_engine())
    return application


def call(
    application: Application,
    method: str,
    path: str,
    request_id: str,
    body: Any = None,
    started: Callable[[], None] = lambda: None,
) -> tuple[int, Any]:
    """Send one request as an administrator. Return its status and body (parsed if it is JSON).

    `started()` is called when the response begins.
    """
    import webob

    headers = {
        "X-Identity-Status": "Confirmed",
        "X-User-Id": "user",
        "X-Project-Id": "project",
        "X-Roles": "admin",
        "X-OpenStack-Request-ID": request_id,
    }
    request = webob.Request.blank(path, method=method, headers=headers)
    if isinstance(body, bytes):
        request.body, request.content_type = body, "application/octet-stream"
    elif body is not None:
        request.body, request.content_type = json.dumps(body).encode(), "application/json"

    def observed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(*arguments: Any) -> Any:
            started()
            return start_response(*arguments)

        return application(environ, start)

    response = request.get_response(observed)
    is_json = response.content_type == "application/json"
    return response.status_int, response.json if is_json else response.body
