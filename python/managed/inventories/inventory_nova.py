"""Print every endpoint that the installed Nova routes, as JSON.

Usage: PYTHONPATH=python /usr/bin/python3 -m managed.inventories.inventory_nova

The list is read from Nova's own table of routes and its controllers' versioned methods, never from documentation.

Output, one JSON object, endpoints sorted by path, method and action:
    {"version": 1, "service": "nova", "release": "26.2.2", "endpoints": [
        {"method": "POST", "path": "/servers/{id}/action", "action": "reboot",
         "controller": "servers._action_reboot", "kind": "api", "microversions": [{"min": "2.1"}]}, ...],
     "dbApi": ["aggregate_create", ...]}
`action` is the single key of the body that leads there. `microversions` has an entry for each method that serves the
endpoint, with the lowest and, where it ends, the highest version. Since 2025.2 one method serves all of them. An endpoint with `"gone": true` answers 410 in every
version. `dbApi` has the public functions of nova.db.main.api, and those that ask the API database. `controller` is "<module>.<method>", the same words that the probe uses.

Exit codes: 0 printed; 1 the table holds something this reader cannot name (told on stderr).
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

# After the environment, which Nova reads when it is imported.
from nova import monkey_patch

if hasattr(monkey_patch, "patch"):
    # Since 2025.2 the kind of threads is chosen once; other modules of Nova would choose for us.
    monkey_patch.patch()

from nova import config, objects, rpc
from nova.api.openstack.compute import routes
from nova.db.main import api as db_api

from managed.nova import database_functions

LOWEST = "2.1"
# Nova's decorator of methods that some versions lack.
RESTRICTING = "api_version"

Endpoint = dict[str, Any]


class UnreadableRoute(Exception):
    """A route whose controller is unknown; a list without it would look complete."""


def endpoints() -> Iterator[Endpoint]:
    """Yield one endpoint per method of each route, and for routes of actions one per action."""
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
    """Action to the controller that has it and the name of its method."""
    found: dict[str, tuple[Any, str]] = {}
    extending = factory.args[1] if len(getattr(factory, "args", ())) > 1 else []
    for controller in [resource.controller, *(each() for each in extending)]:
        for action, method in type(controller).wsgi_actions.items():
            found[action] = (controller, method)
    if set(found) != set(resource.wsgi_actions):
        raise UnreadableRoute(f"actions {sorted(set(found) ^ set(resource.wsgi_actions))} have no controller")
    return found


def serving(factory: Any, resource: Any, name: str, path: str) -> tuple[Any, str]:
    """The controller that serves a route, and the name of its method there."""
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
    """One endpoint of the inventory."""
    branches = branches_of(controller, name)
    told: Endpoint = {
        "method": method,
        "path": path,
        **({"action": action} if action else {}),
        "controller": f"{type(controller).__module__.rpartition('.')[2]}.{name}",
        "kind": "api",
        "microversions": [versions for versions, _ in branches],
    }
    if all(is_gone(function) for _, function in branches):
        told["gone"] = True
    return told


def versioned_methods(controller: Any) -> dict[str, Any]:
    """Nova's own table of a controller's methods per microversion, past its dispatching attribute access."""
    try:
        return object.__getattribute__(controller, "versioned_methods")
    except AttributeError:
        return {}


def branches_of(controller: Any, name: str) -> list[tuple[dict[str, str], Callable[..., Any]]]:
    """Each function that serves a method, with its microversions, the oldest first."""
    versioned = versioned_methods(controller).get(name)
    if versioned is None:
        function = object.__getattribute__(controller, name)
        return [(noted_versions(function), function)]
    branches = []
    for each in sorted(versioned, key=lambda one: one.start_version):
        # An open start is the lowest version that the API has.
        least = LOWEST if each.start_version.is_null() else each.start_version.get_string()
        most = {} if each.end_version.is_null() else {"max": each.end_version.get_string()}
        branches.append(({"min": least, **most}, each.func))
    return branches


def noted_versions(function: Callable[..., Any]) -> dict[str, str]:
    """The versions of a method that has no entry in a table: its decorator, if it has one, notes them on it."""
    bounds = {"min": getattr(function, "min_version", None), "max": getattr(function, "max_version", None)}
    if RESTRICTING in decorators_of(function) and not any(bounds.values()):
        raise UnreadableRoute(
            f"{function.__qualname__}: the versions of @{RESTRICTING} are not where they were"
        )
    return {"min": bounds["min"] or LOWEST, **({"max": bounds["max"]} if bounds["max"] else {})}


def decorators_of(function: Callable[..., Any]) -> set[str]:
    """Names of a function's decorators, without their modules."""
    calls = (each.func if isinstance(each, ast.Call) else each for each in parsed(function).decorator_list)
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}


def parsed(function: Callable[..., Any]) -> Any:
    """The tree of its source, past its decorators."""
    return ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function)))).body[0]


def is_gone(function: Callable[..., Any]) -> bool:
    """Whether all that a function does is to raise HTTPGone."""
    body = parsed(function).body
    doing = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    return len(doing) == 1 and isinstance(doing[0], ast.Raise) and "HTTPGone" in ast.dump(doing[0])


def db_api_functions(module: Any) -> Iterator[str]:
    """Yield the public functions of the DB API module: what the service asks it, not how it gets its sessions."""
    for node in ast.parse(inspect.getsource(module)).body:
        if (
            isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and node.name not in database_functions.HELPERS
        ):
            yield node.name


def read() -> dict[str, Any]:
    """The whole inventory. Raises UnreadableRoute."""
    logging.getLogger("oslo_messaging").setLevel(logging.ERROR)  # it warns once per controller
    objects.register_all()
    config.parse_args(["nova"], default_config_files=[], configure_db=False, init_rpc=False)
    # Some controllers cannot be made before there is a way to ask other processes; none is asked here.
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
    """Command line; returns the exit code."""
    try:
        inventory = read()
    except UnreadableRoute as error:
        print(f"inventory_nova: {error}", file=sys.stderr)
        return 1
    print(json.dumps(inventory, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
