"""Print every endpoint that the installed Nova routes, as JSON.

Usage: PYTHONPATH=python /usr/bin/python3 -m managed.inventories.inventory_nova

The list comes from Nova's own table of routes and its controllers' versioned methods, not from documentation.

Output, one JSON object, endpoints sorted by path, method and action:
    {"version": 1, "service": "nova", "release": "26.2.2", "endpoints": [
        {"method": "POST", "path": "/servers/{id}/action", "action": "reboot",
         "controller": "servers._action_reboot", "kind": "api", "microversions": [{"min": "2.1"}]}, ...],
     "dbApi": ["aggregate_create", ...]}
`action` is the single key of the request body. `microversions` has an entry for each method that serves the endpoint,
with the lowest version and, if there is an upper bound, the highest version. Since 2025.2 one method serves all
versions. An endpoint with `"gone": true` returns 410 in every version. `controller` is "<module>.<method>", the name
that the probe uses. `dbApi` has the public functions of nova.db.main.api, and those that query the API database.

Exit codes: 0 success; 1 the controller or the versions of a route are unknown (see stderr).
"""

import ast
import importlib.metadata
import inspect
import json
import logging
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"

# After setting the variable, because Nova reads it when it is imported.
from nova import monkey_patch

if hasattr(monkey_patch, "patch"):
    # Since 2025.2 the type of threads can be chosen once. Without this call, other modules of Nova would choose it.
    monkey_patch.patch()

from nova import config, objects, rpc
from nova.api.openstack.compute import routes
from nova.db.main import api as db_api

from managed.nova import database_functions

LOWEST = "2.1"
# Nova's decorator for methods that do not exist in all versions.
RESTRICTING = "api_version"

Endpoint = dict[str, Any]


class UnreadableRoute(Exception):
    """A controller or its versions are unknown. It is an error because a list without the route would look complete."""


def endpoints() -> Iterator[Endpoint]:
    """Yield one endpoint per method of each route. A route of actions yields one per action."""
    for path, methods in routes.ROUTE_LIST:
        if isinstance(methods, str):
            continue  # a redirect
        for method, (factory, name) in methods.items():
            resource = factory()
            if name == "action":
                for action, (controller, method_name) in sorted(actions_of(factory, resource).items()):
                    yield endpoint(method, path, controller, method_name, action)
            else:
                yield endpoint(method, path, *serving(factory, resource, name, path))


def actions_of(factory: Any, resource: Any) -> dict[str, tuple[Any, str]]:
    """Return, for each action, the controller and the name of its method. Raises UnreadableRoute."""
    found: dict[str, tuple[Any, str]] = {}
    extending = factory.args[1] if len(getattr(factory, "args", ())) > 1 else []
    for controller in [resource.controller, *(each() for each in extending)]:
        for action, method in type(controller).wsgi_actions.items():
            found[action] = (controller, method)
    if set(found) != set(resource.wsgi_actions):
        raise UnreadableRoute(f"actions {sorted(set(found) ^ set(resource.wsgi_actions))} have no controller")
    return found


def serving(factory: Any, resource: Any, name: str, path: str) -> tuple[Any, str]:
    """Return the controller that serves a route, and the name of the controller's method. Raises UnreadableRoute."""
    controller = (
        getattr(resource, "controller", None) or resource
    )  # the list of versions is its own controller
    if hasattr(type(controller), name) or name in versioned_methods(controller):
        return controller, name
    actions = actions_of(factory, resource)
    if name in actions:  # some extensions still serve a route as if it were an action
        return actions[name]
    raise UnreadableRoute(f"{path}: {type(controller).__name__} has no {name}")


def endpoint(method: str, path: str, controller: Any, name: str, action: str | None = None) -> Endpoint:
    """Return one endpoint of the inventory."""
    branches = branches_of(controller, name)
    described: Endpoint = {
        "method": method,
        "path": path,
        **({"action": action} if action else {}),
        "controller": f"{type(controller).__module__.rpartition('.')[2]}.{name}",
        "kind": "api",
        "microversions": [versions for versions, _ in branches],
    }
    if all(is_gone(function) for _, function in branches):
        described["gone"] = True
    return described


def versioned_methods(controller: Any) -> dict[str, Any]:
    """Return Nova's table of a controller's methods per microversion, without Nova's dispatching attribute access."""
    try:
        return object.__getattribute__(controller, "versioned_methods")
    except AttributeError:
        return {}


def branches_of(controller: Any, name: str) -> list[tuple[dict[str, str], Callable[..., Any]]]:
    """Return each function that serves a method, with its microversions, oldest first."""
    versioned = versioned_methods(controller).get(name)
    if versioned is None:
        function = object.__getattribute__(controller, name)
        return [(noted_versions(function), function)]
    branches = []
    for each in sorted(versioned, key=lambda one: one.start_version):
        # Without a lower bound, the range starts at the API's lowest version.
        least = LOWEST if each.start_version.is_null() else each.start_version.get_string()
        most = {} if each.end_version.is_null() else {"max": each.end_version.get_string()}
        branches.append(({"min": least, **most}, each.func))
    return branches


def noted_versions(function: Callable[..., Any]) -> dict[str, str]:
    """Return the versions of a method that is in no table. Its decorator, if any, stores them as attributes.

    Raises UnreadableRoute if the decorator stored none.
    """
    bounds = {"min": getattr(function, "min_version", None), "max": getattr(function, "max_version", None)}
    if RESTRICTING in decorators_of(function) and not any(bounds.values()):
        raise UnreadableRoute(
            f"{function.__qualname__}: @{RESTRICTING} stores neither min_version nor max_version"
        )
    return {"min": bounds["min"] or LOWEST, **({"max": bounds["max"]} if bounds["max"] else {})}


def decorators_of(function: Callable[..., Any]) -> set[str]:
    """Return the names of a function's decorators, without their modules."""
    calls = (each.func if isinstance(each, ast.Call) else each for each in parsed(function).decorator_list)
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}


def parsed(function: Callable[..., Any]) -> Any:
    """Return the syntax tree of the function that the decorators wrap."""
    return ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function)))).body[0]


def is_gone(function: Callable[..., Any]) -> bool:
    """Return whether a function only raises HTTPGone."""
    body = parsed(function).body
    doing = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    return len(doing) == 1 and isinstance(doing[0], ast.Raise) and "HTTPGone" in ast.dump(doing[0])


def db_api_functions(module: Any) -> Iterator[str]:
    """Yield the public functions of the DB API module that the service queries, without those that provide sessions."""
    for node in ast.parse(inspect.getsource(module)).body:
        if (
            isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and node.name not in database_functions.HELPERS
        ):
            yield node.name


def read() -> dict[str, Any]:
    """Return the whole inventory. Raises UnreadableRoute."""
    logging.getLogger("oslo_messaging").setLevel(logging.ERROR)  # it warns once per controller
    objects.register_all()
    config.parse_args(["nova"], default_config_files=[], configure_db=False, init_rpc=False)
    # Some controllers can only be created after RPC is set up. Nothing is called here.
    rpc.init(config.CONF)
    found = sorted(endpoints(), key=lambda one: (one["path"], one["method"], one.get("action", "")))
    return {
        "version": 1,
        "service": "nova",
        "release": importlib.metadata.version("nova"),
        "endpoints": found,
        "dbApi": sorted(
            [
                *db_api_functions(db_api),
                *(
                    database_functions.short_name(*each)
                    for each in database_functions.api_database_functions()
                ),
            ]
        ),
    }


def main() -> int:
    """Run the command line, and return the exit code."""
    try:
        inventory = read()
    except UnreadableRoute as error:
        print(f"inventory_nova: {error}", file=sys.stderr)
        return 1
    print(json.dumps(inventory, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
