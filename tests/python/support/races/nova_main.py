"""Races over Nova's main database."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from nova import context as nova_context
from nova import exception
from nova.db.main import api as db
from nova.db.main import models

from races.race import Race, number_of
from races.rows import reader

NOON = datetime.datetime(2026, 1, 1, 12)
rows = reader(lambda: db.get_engine())


def context() -> Any:
    return nova_context.RequestContext("user", "project", is_admin=True)


def server(key: str, **values: Any) -> str:
    made = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
    db.instance_create(
        context(),
        {
            "uuid": made,
            "project_id": "project",
            "user_id": "user",
            "vm_state": "active",
            "display_name": "before",
            **values,
        },
    )
    return made


def instance_columns(names: str) -> Callable[[str], list]:
    return lambda made: rows(models.Instance, names, uuid=made)


def update_instance(made: str, word: str) -> None:
    db.instance_update(context(), made, {"display_name": word, "vm_state": word})


def take_state(made: str, word: str) -> None:
    db.instance_update(context(), made, {"task_state": word, "expected_task_state": [None]})


def metadata_state(made: str) -> list:
    return rows(models.InstanceMetadata, "key, value", instance_uuid=made, deleted=0)


def system_metadata(made: str) -> list:
    return rows(models.InstanceSystemMetadata, "key, value", instance_uuid=made, deleted=0)


def with_system_metadata(key: str) -> str:
    made = server(key)
    db.instance_system_metadata_update(context(), made, {"k": "before"}, delete=False)
    return made


def with_metadata(key: str) -> str:
    made = server(key)
    db.instance_metadata_update(context(), made, {"k": "before"}, delete=False)
    return made


def with_tags(key: str) -> str:
    made = server(key)
    db.instance_tag_set(context(), made, ["before", "kept"])
    return made


def tags(made: str) -> list:
    return rows(models.Tag, "tag", resource_id=made)


def service(key: str) -> int:
    return db.service_create(
        context(),
        {
            "host": key,
            "binary": "nova-compute",
            "topic": "compute",
            "report_count": 0,
            "uuid": str(uuid.uuid4()),
        },
    ).id


def register(key: str, word: str) -> str:
    try:
        service(key)
        return "made"
    # Two keys are duplicates. The databases can name either of them.
    except (exception.ServiceBinaryExists, exception.ServiceTopicExists):
        return "exists"


def node_values(key: str) -> dict:
    return {
        "host": key,
        "hypervisor_hostname": key,
        "uuid": str(uuid.uuid4()),
        "vcpus": 1,
        "memory_mb": 1,
        "local_gb": 1,
        "vcpus_used": 0,
        "memory_mb_used": 0,
        "local_gb_used": 0,
        "hypervisor_type": "fake",
        "hypervisor_version": 1,
        "cpu_info": "",
        "free_ram_mb": 1,
        "free_disk_gb": 1,
    }


def update_node(node: int, word: str) -> None:
    db.compute_node_update(context(), node, {"cpu_info": word, "vcpus_used": 1})


def delete_or_update_node(node: int, word: str) -> None:
    if word == "w0":
        db.compute_node_delete(context(), node)
    else:
        update_node(node, word)


def attach(made: str, word: str) -> None:
    db.block_device_mapping_update_or_create(
        context(),
        {
            "instance_uuid": made,
            "device_name": "/dev/vdb",
            "source_type": "blank",
            "destination_type": "local",
            "volume_id": word,
        },
        legacy=False,
    )


def mapping(key: str) -> tuple[str, int]:
    made = server(key)
    return made, db.block_device_mapping_create(
        context(),
        {
            "instance_uuid": made,
            "device_name": "/dev/vdb",
            "source_type": "blank",
            "destination_type": "local",
            "volume_id": "before",
        },
        legacy=False,
    ).id


def mappings(made: str) -> list:
    return rows(models.BlockDeviceMapping, "device_name, volume_id", instance_uuid=made, deleted=0)


def request(made: str, word: str) -> dict:
    return {
        "instance_uuid": made,
        "request_id": "req-1",
        "action": "create",
        "start_time": NOON,
        "user_id": "user",
        "project_id": "project",
    }


def with_action(key: str) -> str:
    made = server(key)
    db.action_start(context(), request(made, ""))
    return made


def start_event(made: str, word: str) -> None:
    db.action_event_start(
        context(), {"instance_uuid": made, "request_id": "req-1", "event": word, "start_time": NOON}
    )


def whole_event(made: str, word: str) -> None:
    start_event(made, word)
    db.action_event_finish(
        context(),
        {
            "instance_uuid": made,
            "request_id": "req-1",
            "event": word,
            "start_time": NOON,
            "finish_time": NOON,
            "result": "Error",
            "message": word,
        },
    )


def events(made: str) -> list:
    return rows(models.InstanceAction, "action, message", instance_uuid=made)


def migration(key: str) -> int:
    return db.migration_create(
        context(),
        {
            "source_compute": key,
            "dest_compute": "b",
            "status": "before",
            "uuid": str(uuid.uuid4()),
            "migration_type": "resize",
        },
    ).id


def usage(volume: str, word: str) -> None:
    db.vol_usage_update(context(), volume, 1, 1, 1, 1, "instance", "project", "user", "zone")


def log_task(key: str, word: str) -> None:
    db.task_log_begin_task(context(), key, NOON, NOON, "host", task_items=1, message=word)


def own_context(project: str) -> Any:
    return nova_context.RequestContext("user", project)


def pci(key: str) -> int:
    return db.compute_node_create(context(), node_values(key)).id


RACES: Sequence[Race] = (
    Race("instance_update, one column", server, update_instance, instance_columns("display_name, vm_state")),
    Race("instance_update, a state that is expected", server, take_state, instance_columns("task_state")),
    Race(
        "instance_destroy",
        server,
        lambda made, _: db.instance_destroy(context(), made) and None,
        lambda made: [[deleted != 0] for (deleted,) in rows(models.Instance, "deleted", uuid=made)],
    ),
    Race(
        "instance_metadata_update, one key",
        with_metadata,
        lambda made, word: db.instance_metadata_update(context(), made, {"k": word}, delete=False) and None,
        metadata_state,
    ),
    Race(
        "instance_metadata_update, all replaced",
        with_metadata,
        lambda made, word: db.instance_metadata_update(context(), made, {word: word}, delete=True) and None,
        metadata_state,
    ),
    Race(
        "instance_system_metadata_update, one key",
        with_system_metadata,
        lambda made, word: (
            db.instance_system_metadata_update(context(), made, {"k": word}, delete=False) and None
        ),
        system_metadata,
    ),
    Race(
        "instance_system_metadata_update, new keys",
        server,
        lambda made, word: (
            db.instance_system_metadata_update(context(), made, {word: word}, delete=False) and None
        ),
        system_metadata,
    ),
    Race(
        "instance_tag_set",
        with_tags,
        lambda made, word: db.instance_tag_set(context(), made, ["kept", word]) and None,
        tags,
    ),
    Race(
        "instance_tag_add, one tag",
        server,
        lambda made, _: db.instance_tag_add(context(), made, "t") and None,
        tags,
    ),
    Race(
        "instance_tag_delete, one tag",
        with_tags,
        lambda made, _: db.instance_tag_delete(context(), made, "before"),
        tags,
    ),
    Race(
        "instance_info_cache_update",
        server,
        lambda made, word: db.instance_info_cache_update(context(), made, {"network_info": word}) and None,
        lambda made: rows(models.InstanceInfoCache, "network_info", instance_uuid=made),
    ),
    Race(
        "instance_extra_update_by_uuid",
        server,
        lambda made, word: db.instance_extra_update_by_uuid(context(), made, {"pci_requests": word}) and None,
        lambda made: rows(models.InstanceExtra, "pci_requests", instance_uuid=made),
    ),
    Race(
        "service_create, one host",
        str,
        register,
        lambda host: rows(models.Service, "topic, binary", host=host),
    ),
    Race(
        "service_update",
        service,
        lambda made, word: (
            db.service_update(context(), made, {"report_count": 10 + number_of(word)}) and None
        ),
        lambda made: [[f"w{count - 10}"] for (count,) in rows(models.Service, "report_count", id=made)],
    ),
    Race(
        "service_destroy",
        service,
        lambda made, _: db.service_destroy(context(), made),
        lambda made: [[deleted != 0] for (deleted,) in rows(models.Service, "deleted", id=made)],
    ),
    Race(
        "compute_node_create, one node",
        str,
        lambda key, _: db.compute_node_create(context(), node_values(key)) and None,
        lambda key: rows(models.ComputeNode, "host, deleted", host=key) and ["some"],
    ),
    Race("compute_node_update", pci, update_node, lambda node: rows(models.ComputeNode, "cpu_info", id=node)),
    Race(
        "compute_node_delete, compute_node_update",
        pci,
        delete_or_update_node,
        lambda node: [[deleted != 0] for (deleted,) in rows(models.ComputeNode, "deleted", id=node)],
    ),
    Race(
        "block_device_mapping_update_or_create, one device",
        server,
        attach,
        lambda made: len(mappings(made)) and ["some"],
    ),
    Race(
        "block_device_mapping_update",
        mapping,
        lambda made, word: (
            db.block_device_mapping_update(context(), made[1], {"volume_id": word}, legacy=False) and None
        ),
        lambda made: mappings(made[0]),
    ),
    Race(
        "block_device_mapping_destroy",
        mapping,
        lambda made, _: db.block_device_mapping_destroy(context(), made[1]),
        lambda made: mappings(made[0]),
    ),
    Race("action_event_start", with_action, start_event, events),
    Race("action_event_start, action_event_finish", with_action, whole_event, lambda made: len(events(made))),
    Race(
        "action_finish",
        with_action,
        lambda made, word: (
            db.action_finish(context(), {**request(made, word), "message": word, "finish_time": NOON})
            and None
        ),
        events,
    ),
    Race(
        "migration_update",
        migration,
        lambda made, word: db.migration_update(context(), made, {"status": word}) and None,
        lambda made: rows(models.Migration, "status", id=made),
    ),
    Race(
        "security_group_ensure_default",
        str,
        lambda project, _: db.security_group_ensure_default(own_context(project)) and None,
        lambda project: rows(models.SecurityGroup, "name, project_id", project_id=project) and ["some"],
    ),
    Race(
        "quota_create, one resource",
        str,
        lambda project, word: db.quota_create(context(), project, "cores", 10 + number_of(word)) and None,
        lambda project: [
            [f"w{limit - 10}"] for (limit,) in rows(models.Quota, "hard_limit", project_id=project)
        ],
    ),
    Race(
        "vol_usage_update",
        str,
        usage,
        lambda volume: (
            [[number] for (number,) in rows(models.VolumeUsage, "curr_reads", volume_id=volume)] and ["some"]
        ),
    ),
    Race(
        "task_log_begin_task",
        str,
        log_task,
        lambda key: rows(models.TaskLog, "state, message", task_name=key),
    ),
    Race(
        "pci_device_update, one device",
        pci,
        lambda node, word: (
            db.pci_device_update(
                context(),
                node,
                "0000:00:00.1",
                {
                    "compute_node_id": node,
                    "address": "0000:00:00.1",
                    "vendor_id": "v",
                    "product_id": "p",
                    "dev_type": "t",
                    "status": word,
                    "label": word,
                },
            )
            and None
        ),
        lambda node: len(rows(models.PciDevice, "status", compute_node_id=node)),
    ),
)
