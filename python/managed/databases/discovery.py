"""Replace a service's DB API with a discovery copy (the same DB API on ROME)."""

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
    """Where a copy is loaded.

    replaced: the module of the service's DB API. package: the package that gets the copy as its module `api`.
    """

    replaced: str
    package: str

    @property
    def module(self) -> str:
        return self.package + ".api"


GLANCE = Place("glance.db.sqlalchemy.api", "glance.db.discovery")
NOVA = Place("nova.db.main.api", "nova.db.discovery")

# The databases of each service: the name, which is also the namespace in Redis, and the models whose tables it has.
DATABASES: Mapping[str, Mapping[str, str]] = {
    "glance": {"glance": "glance"},
    "nova": {"nova_api": "nova_api", "nova_cell0": "nova", "nova_cell1": "nova"},
}


def url(redis: str, database: str) -> str:
    """Return the URL of a database for rome.configure. `redis`: the URL without the namespace."""
    return f"{redis}{'&' if '?' in redis else '?'}namespace={database}"


def install_glance(copy: str, redis: str, profile_file: str | None = None) -> type:
    """Configure ROME, and make every later import of Glance's DB API load the copy.

    copy: path of the Python file. redis: URL of Redis for ROME, without a namespace. profile_file: path of a JSON object
    {construct: failure mode}; SIGHUP reloads it. Returns the class of the copy's queries.
    Raises RuntimeError if the DB API is already imported, because its users would keep the SQL one.
    """
    import rome

    _configure("glance", redis, profile_file)
    replace(GLANCE, copy)
    return rome.RomeQuery


def install_nova(copy: str, redis: str, profile_file: str | None = None) -> type:
    """Do the same as `install_glance` for Nova's main DB API and for the API database, which Nova's objects query.

    The URL of a database is then `sqlite+rome:///NAME`.
    """
    from nova.db.api import api as api_database

    import rome
    from rome import enginefacade

    _configure("nova", redis, profile_file)
    # Must run before Nova's objects are imported, because they decorate their methods with it.
    api_database.context_manager = enginefacade.transaction_context()
    replace(NOVA, copy)
    return rome.RomeQuery


def _configure(service: str, redis: str, profile_file: str | None) -> None:
    import rome
    from rome.models import MODELS

    profile = _read_json(profile_file) if profile_file else {}
    for name, models in DATABASES[service].items():
        rome.configure(name, MODELS[models](), url(redis, name), profile)
    if profile_file:
        signal.signal(signal.SIGHUP, lambda *_: _apply_profile(service, profile_file))


def _apply_profile(service: str, path: str) -> None:
    """Apply the profile file to ROME, then write the applied profile to `PATH.SERVICE`."""
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
    """Load the copy as the place's module. ROME must be configured.

    Raises RuntimeError if the DB API is already imported, or if the copy is not a Python file.
    """
    if place.replaced in sys.modules:
        raise RuntimeError(f"{place.replaced} is already imported")
    module = _load(place, copy)
    # Services find their DB API in two ways: by name (importutils) and as an attribute of the package.
    sys.modules[place.replaced] = module
    owner: Any = importlib.import_module(place.replaced.rpartition(".")[0])
    owner.api = module


def _load(place: Place, copy: str) -> types.ModuleType:
    parent, _, name = place.package.rpartition(".")
    package: Any = types.ModuleType(place.package)
    # Lets the copy import the files in its folder.
    package.__path__ = [os.path.dirname(os.path.abspath(copy))]
    sys.modules[place.package] = package
    setattr(importlib.import_module(parent), name, package)
    spec = importlib.util.spec_from_file_location(place.module, copy)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{copy} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[place.module] = package.api = module
    spec.loader.exec_module(module)
    return module
