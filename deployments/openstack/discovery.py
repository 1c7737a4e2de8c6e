"""Puts a discovery copy (Glance's DB API on ROME) in the place of Glance's own DB API."""

import importlib.util
import os
import sys
import types

PACKAGE = "glance.db.discovery"
MODULE = PACKAGE + ".api"
REPLACED = "glance.db.sqlalchemy.api"


def install(copy, url, profile):
    """Loads the copy over ROME and lets every later import of Glance's DB API find it.

    copy: path of the Python file. url: Redis, as rome.configure takes it. profile: {construct: way}.
    Returns the class of the queries that the copy makes.
    Must run before anything imports REPLACED; a service that had it already would keep the SQL one.
    """
    if REPLACED in sys.modules:
        raise RuntimeError(f"{REPLACED} is imported already")
    from glance.db.sqlalchemy import models, models_metadef
    import rome

    rome.configure("glance", [models.BASE.metadata, models_metadef.BASE_DICT.metadata], url, profile)
    module = _load(copy)
    # Glance finds its DB API in two ways: by name (importutils) and as an attribute of the package.
    sys.modules[REPLACED] = module
    sys.modules["glance.db.sqlalchemy"].api = module
    return rome.RomeQuery


def _load(copy):
    import glance.db

    package = types.ModuleType(PACKAGE)
    # What lies beside the copy can be imported by it.
    package.__path__ = [os.path.dirname(os.path.abspath(copy))]
    sys.modules[PACKAGE] = glance.db.discovery = package
    spec = importlib.util.spec_from_file_location(MODULE, copy)
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = package.api = module
    spec.loader.exec_module(module)
    return module
