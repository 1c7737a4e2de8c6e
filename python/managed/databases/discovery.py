"""Puts a discovery copy (a service's DB API on ROME) in the place of the service's own DB API."""

import importlib
import importlib.util
import json
import os
import signal
import sys
import types
from collections.abc import Mapping
from typing import Any, NamedTuple


class Place(NamedTuple):
    """`replaced`: the service's DB API. `package`: a package for the copy, which becomes its module `api`."""

    replaced: str
    package: str

    @property
    def module(self) -> str:
        return self.package + ".api"


GLANCE = Place("glance.db.sqlalchemy.api", "glance.db.discovery")
NOVA = Place("nova.db.main.api", "nova.db.discovery")

# By service: its databases by their names, which are also their namespaces, and whose models' tables they hold.
DATABASES: Mapping[str, Mapping[str, str]] = {
    "glance": {"glance": "glance"},
    "nova": {"nova_api": "nova_api", "nova_cell0": "nova", "nova_cell1": "nova"},
}


def url(socket: str, database: str) -> str:
    """URL of a database in the Redis at that socket, for rome.configure."""
    return f"unix://{socket}?namespace={database}"


def install_glance(copy: str, socket: str, profile_file: str | None = None) -> type:
    """Makes every later import of Glance's DB API load the copy, over ROME.

    copy: path of the Python file. socket: Redis's. profile_file: path of a JSON object {construct: failure mode}, which
    SIGHUP reads again. Returns the class of the queries that the copy makes.
    Must run before anything imports the DB API; a service that had it already would keep the SQL one.
    """
    import rome

    _configure("glance", socket, profile_file)
    replace(GLANCE, copy)
    return rome.RomeQuery


def install_nova(copy: str, socket: str, profile_file: str | None = None) -> type:
    """As `install_glance`, for Nova's main DB API, and for the API database, which Nova's objects ask. The URL of a
    database is then `sqlite+rome:///NAME`."""
    from nova.db.api import api as api_database

    import rome
    from rome import enginefacade

    _configure("nova", socket, profile_file)
    # Before Nova's objects are imported: their methods are decorated with it.
    api_database.context_manager = enginefacade.transaction_context()
    replace(NOVA, copy)
    return rome.RomeQuery


def _configure(service: str, socket: str, profile_file: str | None) -> None:
    import rome
    from rome.models import MODELS

    profile = _read_json(profile_file) if profile_file else {}
    for name, models in DATABASES[service].items():
        rome.configure(name, MODELS[models](), url(socket, name), profile)
    if profile_file:
        signal.signal(signal.SIGHUP, lambda *_: _take_profile(service, profile_file))


def _take_profile(service: str, path: str) -> None:
    """Applies the profile file to ROME; `PATH.SERVICE` then holds the applied profile."""
    from rome import database

    profile = _read_json(path)
    for name in DATABASES[service]:
        database.find(name).take_profile(profile)
    with open(f"{path}.{service}", "w", encoding="utf-8") as file:
        json.dump(profile, file)


def _read_json(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def replace(place: Place, copy: str) -> None:
    """Loads the copy as the place's module, over a ROME that is configured already."""
    if place.replaced in sys.modules:
        raise RuntimeError(f"{place.replaced} is imported already")
    module = _load(place, copy)
    # Services find their DB API in two ways: by name (importutils) and as an attribute of the package.
    sys.modules[place.replaced] = module
    owner: Any = importlib.import_module(place.replaced.rpartition(".")[0])
    owner.api = module


def _load(place: Place, copy: str) -> types.ModuleType:
    parent, _, name = place.package.rpartition(".")
    package: Any = types.ModuleType(place.package)
    # What lies beside the copy can be imported by it.
    package.__path__ = [os.path.dirname(os.path.abspath(copy))]
    sys.modules[place.package] = package
    setattr(importlib.import_module(parent), name, package)
    spec = importlib.util.spec_from_file_location(place.module, copy)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{copy} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[place.module] = package.api = module
    spec.loader.exec_module(module)
    return module
