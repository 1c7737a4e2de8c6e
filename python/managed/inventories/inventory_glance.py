"""Print every endpoint that the installed Glance routes, as JSON.

Usage: PYTHONPATH=python /usr/bin/python3 -m managed.inventories.inventory_glance [--config-dir DIR]

The list comes from Glance's own router and version application, not from documentation, so it is what the service
really serves. Without --config-dir, Glance's built-in defaults are used. Routes do not depend on the configuration.

Output, one JSON object, endpoints sorted by kind, path and method:
    {"version": 1, "service": "glance", "release": "25.1.0", "endpoints": [
        {"method": "GET", "path": "/v2/images/{image_id}", "controller": "images.show", "kind": "api"}, ...],
     "dbApi": ["image_create", ...]}
`kind` is "api" for what the v2 router serves, "version-document" for the lists of API versions.
`controller` is "<module>.<method>", the name that the probe uses in its events.

Exit codes: 0 success; 1 the controller of a route is unknown (see stderr); 2 invalid arguments.
"""

import argparse
import ast
import importlib.metadata
import inspect
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import glance.async_
import webob
from glance.api import versions
from glance.api.middleware import version_negotiation
from glance.api.v2 import router
from glance.common import config, wsgi
from glance.db.sqlalchemy import api as db_api
from oslo_config import cfg

API_PREFIX = "/v2"
# Paths where a client can look for the list of versions. Only those that return it are in the inventory.
VERSION_PATHS = ("/", "/versions")

# Public functions of the DB API module that are only helpers of the others.
NOT_QUERIES = {
    "clear_db_env",
    "get_engine",
    "get_session",
    "session_for_read",
    "session_for_write",
    "visit_delete_from_select",
}

Endpoint = dict[str, str]


class UnreadableRoute(Exception):
    """The controller of a route is unknown. It is an error because a list without the route would look complete."""


def api_endpoints(mapper: Any) -> Iterator[Endpoint]:
    """Yield one endpoint per method of each route of a `routes.Mapper`. Raises UnreadableRoute."""
    for route in mapper.matchlist:
        resource = route.defaults.get("controller")
        controller = getattr(resource, "controller", None)
        if route.redirect or isinstance(controller, wsgi.RejectMethodController):
            continue  # skip trailing-slash redirects, and routes that only return 405
        methods = (route.conditions or {}).get("method")
        action = route.defaults.get("action")
        if controller is None or not methods or not callable(getattr(controller, action or "", None)):
            raise UnreadableRoute(f"{route.routepath}: methods {methods}, controller {controller}.{action}")
        module = type(controller).__module__.rpartition(".")[2]
        for method in methods:
            yield {
                "method": method,
                "path": API_PREFIX + route.routepath,
                "controller": f"{module}.{action}",
                "kind": "api",
            }


def db_api_functions(module: Any) -> Iterator[str]:
    """Yield the public functions of a DB API module that the service queries, without those that provide sessions."""
    # Read from the source, because decorators hide where a function is defined.
    for node in ast.parse(inspect.getsource(module)).body:
        if (
            isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and node.name not in NOT_QUERIES
        ):
            yield node.name


def version_endpoints() -> Iterator[Endpoint]:
    """Yield an endpoint for each path where the service's version filter returns the list of versions."""
    application = version_negotiation.VersionNegotiationFilter(versions.create_resource(cfg.CONF))
    module = versions.Controller.__module__.rpartition(".")[2]
    for path in VERSION_PATHS:
        response = webob.Request.blank(path).get_response(application)
        if response.content_type == "application/json" and "versions" in response.json:
            yield {
                "method": "GET",
                "path": path,
                "controller": f"{module}.{versions.Controller.index.__name__}",
                "kind": "version-document",
            }


def read(config_dir: str | None = None) -> dict[str, Any]:
    """Return the whole inventory. Raises UnreadableRoute, or oslo.config's errors for an unreadable folder."""
    config.set_config_defaults()
    arguments = ["--config-dir", config_dir] if config_dir else []
    cfg.CONF(arguments, project="glance", default_config_files=[], default_config_dirs=[])
    glance.async_.set_threadpool_model("native")
    mapper = wsgi.APIMapper()
    router.API(mapper)
    endpoints = [*api_endpoints(mapper), *version_endpoints()]
    endpoints.sort(key=lambda one: (one["kind"], one["path"], one["method"]))
    return {
        "version": 1,
        "service": "glance",
        "release": importlib.metadata.version("glance"),
        "endpoints": endpoints,
        "dbApi": sorted(db_api_functions(db_api)),
    }


def main(arguments: list[str]) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser(description="Print every endpoint that the installed Glance routes.")
    parser.add_argument("--config-dir", help="folder of Glance's *.conf files (default: built-in settings)")
    options = parser.parse_args(arguments)
    if options.config_dir and not os.path.isdir(options.config_dir):
        parser.error(f"--config-dir {options.config_dir}: no such folder")
    try:
        inventory = read(options.config_dir)
    except UnreadableRoute as error:
        print(f"inventory_glance: {error}", file=sys.stderr)
        return 1
    print(json.dumps(inventory, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
