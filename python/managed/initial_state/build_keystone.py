"""Create Keystone's database and keys in a template folder: `build_keystone.py FOLDER SERVICE...`.

FOLDER contains keystone/keystone.conf and passwords.json ({"admin": ..., "service": ...}). Does the same as
keystone-manage's db_sync, fernet_setup, credential_setup and bootstrap, then adds the services' users and catalog
entries, Glance's limits and the project pool. All of this runs in one process, because importing Keystone would take
most of the time of each step.
"""

import json
import os
import sys
import uuid
from typing import Any

from managed.databases import sqlite_tuning
from managed.settings import machine_files

machine_files.ignore()
sqlite_tuning.install(immediate=False)

import keystone.conf  # noqa: E402  (after the listeners)
from keystone import server  # noqa: E402
from keystone.cmd import bootstrap  # noqa: E402
from keystone.common import fernet_utils, provider_api  # noqa: E402
from keystone.common.sql import upgrades  # noqa: E402

from managed.initial_state import project_pool  # noqa: E402
from managed.initial_state.settle import settle  # noqa: E402

REGION = "RegionOne"
DOMAIN = "default"
# Each boot chooses ports and rewrites the URLs.
URL = "http://127.0.0.1:1"
# The type of each service in the catalog.
TYPES = {
    "glance": "image",
    "placement": "placement",
    "nova": "compute",
    "neutron": "network",
    "cinder": "volumev3",
}
INTERFACES = ("public", "internal", "admin")
# Limits of a project, low enough for a scenario to reach. Sizes are in MiB.
GLANCE_LIMITS = {
    "image_size_total": 100,
    "image_stage_total": 100,
    "image_count_total": 10,
    "image_count_uploading": 4,
}


def main(folder: str, services: list[str]) -> None:
    os.umask(0o077)
    with open(os.path.join(folder, "passwords.json"), encoding="utf-8") as file:
        passwords = json.load(file)
    server.configure(config_files=[os.path.join(folder, "keystone", "keystone.conf")])
    _make_keys(keystone.conf.CONF)
    upgrades.offline_sync_database_to_version()
    boot = _bootstrap(passwords["admin"])
    _add_services(boot, services, passwords["service"])
    project_pool.fill(folder, DOMAIN)
    settle(keystone.conf.CONF.database.connection)


def _make_keys(conf: Any) -> None:
    repositories = {
        "fernet_tokens": (conf.fernet_tokens.key_repository, conf.fernet_tokens.max_active_keys),
        "fernet_receipts": (conf.fernet_receipts.key_repository, conf.fernet_receipts.max_active_keys),
        "credential": (conf.credential.key_repository, 3),
    }
    for group, (path, active) in repositories.items():
        utils = fernet_utils.FernetUtils(path, active, group)
        utils.create_key_directory()
        utils.initialize_key_repository()


def _bootstrap(password: str) -> bootstrap.Bootstrapper:
    boot = bootstrap.Bootstrapper()
    boot.admin_username = boot.project_name = boot.admin_role_name = "admin"
    boot.admin_password = password
    boot.service_name = "keystone"
    boot.region_id = REGION
    boot.public_url = boot.internal_url = boot.admin_url = f"{URL}/v3"
    boot.immutable_roles = True
    boot.bootstrap()
    return boot


def _add_services(boot: bootstrap.Bootstrapper, services: list[str], password: str) -> None:
    providers = provider_api.ProviderAPIs
    project = uuid.uuid4().hex
    providers.resource_api.create_project(
        project, {"id": project, "name": "service", "domain_id": DOMAIN, "enabled": True, "description": ""}
    )
    role = _service_role()
    for name in services:
        user = providers.identity_api.create_user(
            {"name": name, "domain_id": DOMAIN, "enabled": True, "password": password}
        )
        for granted in (role, boot.admin_role_id):
            providers.assignment_api.add_role_to_user_and_project(user["id"], project, granted)
        service = _add_to_catalog(name, TYPES[name])
        if name == "glance":
            providers.unified_limit_api.create_registered_limits(
                [
                    {
                        "id": uuid.uuid4().hex,
                        "service_id": service,
                        "region_id": REGION,
                        "resource_name": resource,
                        "default_limit": limit,
                    }
                    for resource, limit in GLANCE_LIMITS.items()
                ]
            )


def _service_role() -> Any:
    """Return the id of the role `service`. Create the role if it is missing: bootstrap does so since Keystone 24."""
    roles = provider_api.ProviderAPIs.role_api
    for role in roles.list_roles():
        if role["name"] == "service":
            return role["id"]
    role = uuid.uuid4().hex
    roles.create_role(role, {"id": role, "name": "service"})
    return role


def _add_to_catalog(name: str, service_type: str) -> str:
    """Add a service with its endpoints, and return the service's id."""
    catalog = provider_api.ProviderAPIs.catalog_api
    service = uuid.uuid4().hex
    catalog.create_service(service, {"id": service, "type": service_type, "name": name, "enabled": True})
    for interface in INTERFACES:
        endpoint = f"{service_type}-{interface}"  # fixed ids: Glance's configuration has one of them
        catalog.create_endpoint(
            endpoint,
            {
                "id": endpoint,
                "interface": interface,
                "url": URL,
                "service_id": service,
                "region_id": REGION,
                "enabled": True,
            },
        )
    return service


if __name__ == "__main__":
    folder, *services = sys.argv[1:]
    del sys.argv[1:]  # Keystone parses the remaining arguments itself.
    main(folder, services)
