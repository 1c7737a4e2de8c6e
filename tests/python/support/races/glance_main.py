"""Races over Glance's database."""

import datetime
import gettext
import uuid
from collections.abc import Sequence
from typing import Any

from glance import context as glance_context
from glance.db.sqlalchemy import api as db
from glance.db.sqlalchemy import models, models_metadef

from races.race import Race
from races.rows import reader

gettext.install("glance")  # as in Glance's own tests, but without their green threads
rows = reader(lambda: db.get_engine())


def context() -> Any:
    return glance_context.RequestContext(is_admin=True, project_id="project", user_id="user")


def image(key: str) -> str:
    made = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
    create(made, "before")
    return made


def create(made: str, word: str) -> None:
    db.image_create(
        context(),
        {"id": made, "status": "queued", "name": word, "owner": "project", "properties": {"p": "before"}},
    )


def update(made: str, word: str) -> None:
    db.image_update(context(), made, {"name": word, "properties": {"p": word}})


def take(made: str, word: str) -> None:
    db.image_update(context(), made, {"status": "saving", "name": word}, from_state="queued")


def replace_properties(made: str, word: str) -> None:
    db.image_update(context(), made, {"properties": {word: word}}, purge_props=True)


def properties(made: str) -> list:
    return rows(models.ImageProperty, "name, value", image_id=made, deleted=False)


def tagged(key: str) -> str:
    made = image(key)
    db.image_tag_set_all(context(), made, ["before"])
    return made


def tags(made: str) -> list:
    return rows(models.ImageTag, "value", image_id=made, deleted=False)


def member(made: str, word: str) -> None:
    db.image_member_create(context(), {"image_id": made, "member": "m", "can_share": False})


def shared(key: str) -> tuple[str, int]:
    made = image(key)
    return made, db.image_member_create(context(), {"image_id": made, "member": "m", "can_share": False})[
        "id"
    ]


def update_member(made: tuple[str, int], word: str) -> None:
    db.image_member_update(
        context(), made[1], {"image_id": made[0], "member": "m", "status": word, "can_share": True}
    )


def members(made: str) -> list:
    return rows(models.ImageMember, "member, status", image_id=made, deleted=False)


def locate(made: str, word: str) -> None:
    db.image_location_add(context(), made, {"url": f"file:///{word}", "metadata": {}, "status": "active"})


def namespace(key: str) -> tuple[str, int]:
    return key, db.metadef_namespace_create(
        context(), {"namespace": key, "display_name": "before", "owner": "project", "visibility": "public"}
    )["id"]


def make_namespace(key: str, word: str) -> None:
    db.metadef_namespace_create(
        context(), {"namespace": key, "display_name": word, "owner": "project", "visibility": "public"}
    )


def rename_namespace(made: tuple[str, int], word: str) -> None:
    db.metadef_namespace_update(
        context(),
        made[1],
        {"namespace": made[0], "display_name": word, "owner": "project", "visibility": "public"},
    )


def task(key: str) -> str:
    return db.task_create(
        context(),
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
            "type": "import",
            "owner": "project",
            "status": "pending",
            "input": None,
            "result": None,
            "message": None,
            "image_id": None,
            "request_id": None,
            "user_id": None,
            "expires_at": datetime.datetime(2030, 1, 1),
        },
    )["id"]


RACES: Sequence[Race] = (
    Race(
        "image_create, one id",
        lambda key: str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
        create,
        lambda made: rows(models.Image, "name", id=made),
    ),
    Race("image_update", image, update, lambda made: [rows(models.Image, "name", id=made), properties(made)]),
    Race("image_update, from a state", image, take, lambda made: rows(models.Image, "name, status", id=made)),
    Race("image_update, all properties replaced", image, replace_properties, properties),
    Race(
        "image_destroy",
        image,
        lambda made, _: db.image_destroy(context(), made) and None,
        lambda made: rows(models.Image, "status, deleted", id=made),
    ),
    Race(
        "image_set_property_atomic",
        image,
        lambda made, word: db.image_set_property_atomic(made, "lock", word),
        properties,
    ),
    Race(
        "image_delete_property_atomic",
        image,
        lambda made, _: db.image_delete_property_atomic(made, "p", "before"),
        properties,
    ),
    Race("image_tag_set_all", tagged, lambda made, word: db.image_tag_set_all(context(), made, [word]), tags),
    Race(
        "image_tag_create, one tag",
        image,
        lambda made, _: db.image_tag_create(context(), made, "t") and None,
        tags,
    ),
    Race(
        "image_tag_delete, one tag",
        tagged,
        lambda made, _: db.image_tag_delete(context(), made, "before"),
        tags,
    ),
    Race("image_member_create, one member", image, member, members),
    Race("image_member_update", shared, update_member, lambda made: members(made[0])),
    Race(
        "image_member_delete",
        shared,
        lambda made, _: db.image_member_delete(context(), made[1]),
        lambda made: members(made[0]),
    ),
    Race(
        "image_location_add",
        image,
        locate,
        lambda made: rows(models.ImageLocation, "value", image_id=made, deleted=False),
    ),
    Race(
        "metadef_namespace_create",
        str,
        make_namespace,
        lambda key: rows(models_metadef.MetadefNamespace, "display_name", namespace=key),
    ),
    Race(
        "metadef_namespace_update",
        namespace,
        rename_namespace,
        lambda made: rows(models_metadef.MetadefNamespace, "display_name", namespace=made[0]),
    ),
    Race(
        "metadef_namespace_delete",
        namespace,
        lambda made, _: db.metadef_namespace_delete(context(), made[0]) and None,
        lambda made: rows(models_metadef.MetadefNamespace, "display_name", namespace=made[0]),
    ),
    Race(
        "task_update",
        task,
        lambda made, word: (
            db.task_update(context(), made, {"status": "processing", "message": word}) and None
        ),
        lambda made: rows(models.TaskInfo, "message", task_id=made),
    ),
)
