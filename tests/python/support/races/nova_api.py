"""Races over Nova's API database, which Nova's objects query."""

import uuid
from collections.abc import Sequence
from typing import Any

from nova import exception, objects
from nova.db.api import api, models

from races.nova_main import context
from races.race import Race, number_of
from races.rows import reader

rows = reader(lambda: api.get_engine())


def identifier(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, key))


def aggregate(key: str) -> int:
    made = objects.Aggregate(context(), name=key, metadata={"k": "before"})
    made.create()
    return made.id


def aggregate_found(made: int) -> Any:
    return objects.Aggregate.get_by_id(context(), made)


def aggregate_metadata(made: int) -> list:
    return rows(models.AggregateMetadata, "key, value", aggregate_id=made)


def hosts(made: int) -> list:
    return rows(models.AggregateHost, "host", aggregate_id=made)


def rename_aggregate(made: int, word: str) -> None:
    found = aggregate_found(made)
    found.name = f"{word} {made}"
    found.save()


def specification(key: str) -> str:
    made = objects.RequestSpec(
        context(), instance_uuid=identifier(key), num_instances=0, retry=None, ignore_hosts=["before"]
    )
    made.create()
    return identifier(key)


def save_specification(made: str, word: str) -> None:
    found = objects.RequestSpec.get_by_instance_uuid(context(), made)
    found.num_instances = 10 + number_of(word)
    found.save()


def specification_state(made: str) -> str:
    found = objects.RequestSpec.get_by_instance_uuid(context(), made)
    return f"w{found.num_instances - 10}"


def cell(key: str) -> str:
    objects.CellMapping(
        context(),
        uuid=identifier(key),
        name="before",
        transport_url="none:///",
        database_connection="sqlite://",
    ).create()
    return identifier(key)


def save_cell(made: str, word: str) -> None:
    found = objects.CellMapping.get_by_uuid(context(), made)
    found.name = word
    found.save()


def instance_mapping(key: str) -> tuple[str, str]:
    create_mapping(identifier(key), "before")
    return identifier(key), cell(f"cell of {key}")


def create_mapping(made: str, word: str) -> None:
    objects.InstanceMapping(
        context(), instance_uuid=made, project_id="project", user_id=word, queued_for_delete=False
    ).create()


def save_mapping(made: tuple[str, str], word: str) -> None:
    found = objects.InstanceMapping.get_by_instance_uuid(context(), made[0])
    found.cell_mapping = objects.CellMapping.get_by_uuid(context(), made[1])
    found.queued_for_delete = True
    found.save()


def destroy_mapping(made: tuple[str, str], word: str) -> None:
    objects.InstanceMapping(context(), instance_uuid=made[0]).destroy()


def group(key: str) -> str:
    objects.InstanceGroup(
        context(),
        uuid=identifier(key),
        name="before",
        user_id="user",
        project_id="project",
        policy="affinity",
    ).create()
    return identifier(key)


def save_group(made: str, word: str) -> None:
    found = objects.InstanceGroup.get_by_uuid(context(), made)
    found.name = word
    found.save()


def members(made: str) -> list:
    number = rows(models.InstanceGroup, "id", uuid=made)[0][0]
    return rows(models.InstanceGroupMember, "instance_uuid", group_id=number)


def flavor(key: str) -> str:
    create_flavor(key, "")
    return key


def create_flavor(key: str, word: str) -> None:
    objects.Flavor(
        context(),
        flavorid=key,
        name=key,
        memory_mb=1,
        vcpus=1,
        root_gb=1,
        ephemeral_gb=0,
        swap=0,
        rxtx_factor=1.0,
        is_public=False,
        extra_specs={},
    ).create()


def offer_flavor(key: str, word: str) -> str:
    try:
        create_flavor(key, word)
        return "made"
    # Two keys are duplicates. The databases can name either of them.
    except (exception.FlavorExists, exception.FlavorIdExists):
        return "exists"


def save_flavor(key: str, word: str) -> None:
    found = objects.Flavor.get_by_flavor_id(context(), key)
    found.extra_specs = {**found.extra_specs, "k": word}
    found.save()


def flavor_specs(key: str) -> list:
    number = rows(models.Flavors, "id", flavorid=key)[0][0]
    return rows(models.FlavorExtraSpecs, "key, value", flavor_id=number)


def grant(key: str, word: str) -> None:
    objects.Flavor.get_by_flavor_id(context(), key).add_access("other")


def grants(key: str) -> list:
    number = rows(models.Flavors, "id", flavorid=key)[0][0]
    return rows(models.FlavorProjects, "project_id", flavor_id=number)


def map_host(key: str, word: str) -> None:
    objects.HostMapping(
        context(),
        host=key,
        cell_mapping=objects.CellMapping.get_by_uuid(context(), identifier(f"cell of {key}")),
    ).create()


def host_of(key: str) -> str:
    cell(f"cell of {key}")
    return key


def make_pair(key: str, word: str) -> None:
    objects.KeyPair(context(), user_id=key, name="k", type="ssh", fingerprint="f", public_key=word).create()


def pair(key: str) -> str:
    make_pair(key, "before")
    return key


def limit(key: str, word: str) -> None:
    objects.Quotas.create_limit(context(), key, "cores", 10 + number_of(word))


def change_limit(key: str, word: str) -> None:
    objects.Quotas.update_limit(context(), key, "cores", 10 + number_of(word))


def limited(key: str) -> str:
    limit(key, "w9")
    return key


def limits(key: str) -> list:
    return [[f"w{found - 10}"] for (found,) in rows(models.Quota, "hard_limit", project_id=key)]


RACES: Sequence[Race] = (
    Race(
        "Aggregate.update_metadata, one key",
        aggregate,
        lambda made, word: aggregate_found(made).update_metadata({"k": word}),
        aggregate_metadata,
    ),
    Race(
        "Aggregate.update_metadata, new keys",
        aggregate,
        lambda made, word: aggregate_found(made).update_metadata({word: "x"}),
        aggregate_metadata,
    ),
    Race(
        "Aggregate.update_metadata, a key taken away",
        aggregate,
        lambda made, word: aggregate_found(made).update_metadata({"k": None, "l": word}),
        aggregate_metadata,
    ),
    Race(
        "Aggregate.add_host, one host", aggregate, lambda made, _: aggregate_found(made).add_host("h"), hosts
    ),
    Race(
        "Aggregate.add_host, several",
        aggregate,
        lambda made, word: aggregate_found(made).add_host(word),
        hosts,
    ),
    Race(
        "Aggregate.save",
        aggregate,
        rename_aggregate,
        lambda made: [[name.split()[0]] for (name,) in rows(models.Aggregate, "name", id=made)],
    ),
    Race("RequestSpec.save", specification, save_specification, specification_state),
    Race("CellMapping.save", cell, save_cell, lambda made: rows(models.CellMapping, "name", uuid=made)),
    Race(
        "InstanceMapping.create",
        identifier,
        create_mapping,
        lambda made: rows(models.InstanceMapping, "user_id", instance_uuid=made),
    ),
    Race(
        "InstanceMapping.save",
        instance_mapping,
        save_mapping,
        lambda made: rows(models.InstanceMapping, "queued_for_delete", instance_uuid=made[0]),
    ),
    Race(
        "InstanceMapping.destroy",
        instance_mapping,
        destroy_mapping,
        lambda made: rows(models.InstanceMapping, "queued_for_delete", instance_uuid=made[0]),
    ),
    Race("InstanceGroup.save", group, save_group, lambda made: rows(models.InstanceGroup, "name", uuid=made)),
    Race(
        "InstanceGroup.add_members",
        group,
        lambda made, word: objects.InstanceGroup.add_members(context(), made, [word]) and None,
        members,
    ),
    Race(
        "Flavor.create", str, offer_flavor, lambda key: rows(models.Flavors, "name", flavorid=key) and ["one"]
    ),
    Race("Flavor.save, one extra spec", flavor, save_flavor, flavor_specs),
    Race("Flavor.add_access", flavor, grant, grants),
    Race(
        "HostMapping.create", host_of, map_host, lambda key: len(rows(models.HostMapping, "host", host=key))
    ),
    Race("KeyPair.create", str, make_pair, lambda key: rows(models.KeyPair, "name, public_key", user_id=key)),
    Race(
        "KeyPair.destroy",
        pair,
        lambda key, _: objects.KeyPair.destroy_by_name(context(), key, "k"),
        lambda key: rows(models.KeyPair, "name", user_id=key),
    ),
    Race("Quotas.create_limit", str, limit, limits),
    Race("Quotas.update_limit", limited, change_limit, limits),
)
