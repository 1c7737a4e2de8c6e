"""A pool of projects with users and tokens, as part of Keystone's initial state.

Creating a scenario's projects, users, roles and tokens through Keystone's API costs more than all of its own requests.
This module inserts all rows at once. Keystone's own formatter encrypts the tokens, without a query to the database.
"""

import datetime
import functools
import json
import os
import uuid
from typing import Any

SIZE = 512
FILE = ("pool", "projects.json")
#: An initial state is reused as long as its packages are unchanged. Its tokens are only used on loopback.
LIFETIME = datetime.timedelta(days=3650)
#: Users of the first project of a pair and their roles. `other` is in the second project.
ROLES = {"member": "member", "admin": "admin", "reader": "reader", "other": "member"}


def fill(folder: str, domain: Any) -> None:
    """Write SIZE pairs of projects to Keystone's database, and their ids, users' ids and tokens to FOLDER/pool.

    Keystone must be configured, and its keys and the roles must exist.
    """
    from keystone.common import provider_api

    known = {role["name"]: role["id"] for role in provider_api.ProviderAPIs.role_api.list_roles()}
    entries = [_entry() for _ in range(SIZE)]
    _write_rows(entries, domain, known)
    _add_tokens(entries)
    path = os.path.join(folder, *FILE)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(entries, file)


def _entry() -> Any:
    """Return the ids of a pair of projects and its users."""
    return {
        "project": uuid.uuid4().hex,
        "other": uuid.uuid4().hex,
        "users": {actor: uuid.uuid4().hex for actor in ROLES},
    }


def _name(entry: Any) -> str:
    """Return the name of the pair's first project, and the start of the other names.

    Persistent deployments can be at different places of their pools, so a name contains a UUID: UUIDs of two deployments
    correspond, numbers do not.
    """
    return f"run-scenarios-{uuid.UUID(entry['project'])}"


def _project_of(entry: Any, actor: Any) -> Any:
    return entry["other" if actor == "other" else "project"]


def _write_rows(entries: Any, domain: Any, roles: Any) -> None:
    from keystone.assignment.backends.sql import RoleAssignment
    from keystone.common import sql
    from keystone.identity.backends.sql_model import LocalUser, User
    from keystone.resource.backends.sql_model import Project
    from oslo_utils import timeutils

    now = timeutils.utcnow()
    members = [(entry, actor, user) for entry in entries for actor, user in entry["users"].items()]
    rows = {
        Project: [
            {
                "id": entry[which],
                "name": _name(entry) + suffix,
                "domain_id": domain,
                "parent_id": domain,
                "description": "",
                "enabled": True,
                "extra": {},
                "is_domain": False,
            }
            for entry in entries
            for which, suffix in (("project", ""), ("other", "-other"))
        ],
        User: [
            {"id": user, "domain_id": domain, "enabled": True, "extra": {}, "created_at": now}
            for _, _, user in members
        ],
        LocalUser: [
            {"user_id": user, "domain_id": domain, "name": f"{_name(entry)}-{actor}"}
            for entry, actor, user in members
        ],
        RoleAssignment: [
            {
                "type": "UserProject",
                "actor_id": user,
                "target_id": _project_of(entry, actor),
                "role_id": roles[ROLES[actor]],
                "inherited": False,
            }
            for entry, actor, user in members
        ],
    }
    with sql.session_for_write() as session:
        for model, values in rows.items():
            session.execute(model.__table__.insert(), values)


def _add_tokens(entries: Any) -> None:
    from keystone.common import utils
    from keystone.token import provider, token_formatters
    from oslo_utils import timeutils

    class Formatter(token_formatters.TokenFormatter):
        """Reads the keys once. Keystone's own formatter reads them for each token."""

        crypto = functools.cached_property(token_formatters.TokenFormatter.crypto.fget)

    expiry = utils.isotime(timeutils.utcnow() + LIFETIME, subsecond=True)
    formatter = Formatter()
    for entry in entries:
        entry["tokens"] = {
            actor: formatter.create_token(
                user_id=user,
                expires_at=expiry,
                audit_ids=[provider.random_urlsafe_str()],
                methods=["password"],
                project_id=_project_of(entry, actor),
                payload_class=token_formatters.ProjectScopedPayload,
            )
            for actor, user in entry["users"].items()
        }
