"""Guarantees for several processes of Nova on one database, tested on ROME and on MariaDB, which is the reference."""

import multiprocessing
import os
import signal
import time
import unittest.mock
from typing import Any

from nova import exception, objects

from nova_test_case import NovaTestCase

SERVER = "00000000-0000-0000-0000-000000000001"


class NovaConcurrency(NovaTestCase):
    def make_server(self) -> None:
        self.api.instance_create(
            self.context(), {"uuid": SERVER, "project_id": "project", "user_id": "user", "vm_state": "active"}
        )

    def make_service(self, host: str = "host") -> Any:
        return self.api.service_create(
            self.context(),
            {"host": host, "binary": "nova-compute", "topic": "compute", "report_count": 0, "uuid": None},
        )

    def test_computes_that_register_at_once_give_one_service(self) -> None:
        def register(_: Any) -> str | None:
            try:
                self.make_service()
                return "made"
            # Two keys are duplicates. The databases can name either of them.
            except (exception.ServiceBinaryExists, exception.ServiceTopicExists):
                return "exists"

        self.assertEqual(self.together(register), {"made": 1, "exists": 3})
        self.assertEqual(len(self.api.service_get_all(self.context())), 1)

    def test_heartbeats_lose_nothing(self) -> None:
        """Concurrent heartbeats do not undo each other's updates, or what an operator sets meanwhile."""
        services = [self.make_service(f"host{n}").id for n in range(3)]

        def beat(number: int) -> str:
            if number == 3:
                for service in services:
                    self.api.service_update(self.context(), service, {"disabled": True})
                return "disabled"
            for count in range(1, 6):
                self.api.service_update(self.context(), services[number], {"report_count": count})
            return "beat"

        self.assertEqual(self.together(beat), {"beat": 3, "disabled": 1})
        left = [(s.report_count, s.disabled) for s in self.api.service_get_all(self.context())]
        self.assertEqual(left, [(5, True)] * 3)

    def test_attaches_of_different_devices_do_not_wait_for_each_other(self) -> None:
        self.make_server()
        manager = self.api.context_manager

        def attach(context: Any, device: Any) -> None:
            self.api.block_device_mapping_update_or_create(
                context,
                {
                    "instance_uuid": SERVER,
                    "device_name": device,
                    "source_type": "blank",
                    "destination_type": "local",
                },
                legacy=False,
            )

        one, other = self.context(), self.context()
        with manager.writer.using(one):
            attach(one, "/dev/vdb")
            attach(other, "/dev/vdc")
        self.assertEqual(len(self.api.block_device_mapping_get_all_by_instance(one, SERVER)), 2)

    def test_only_one_process_sets_the_task_state(self) -> None:
        self.make_server()

        def take(number: int) -> str | None:
            try:
                self.api.instance_update(
                    self.context(), SERVER, {"task_state": f"by-{number}", "expected_task_state": [None]}
                )
                return "taken"
            except exception.UnexpectedTaskStateError:
                return "refused"

        self.assertEqual(self.together(take), {"taken": 1, "refused": 3})

    def test_no_metadata_is_lost(self) -> None:
        self.make_server()

        def write(number: int) -> str:
            for key in range(3):
                self.api.instance_metadata_update(
                    self.context(), SERVER, {f"{number}-{key}": "x"}, delete=False
                )
            return "written"

        self.assertEqual(self.together(write), {"written": 4})
        self.assertEqual(len(self.api.instance_metadata_get(self.context(), SERVER)), 12)

    def test_a_quota_holds_under_parallel_creates(self) -> None:
        """Nova creates a group, counts all groups, and deletes it again if it exceeds the quota.

        The count must include all groups that were created before.
        """

        def create(_: Any) -> str | None:
            context = self.context()
            group = objects.InstanceGroup(
                context=context, user_id="user", project_id="project", name="group", policy="affinity"
            )
            with (
                unittest.mock.patch("nova.compute.utils.notify_about_server_group_action"),
                unittest.mock.patch("nova.compute.utils.notify_about_server_group_update"),
            ):
                group.create()
                try:
                    objects.Quotas.check_deltas(context, {"server_groups": 0}, "project", user_id="user")
                    return "kept"
                except exception.OverQuota:
                    group.destroy()
                    return "taken back"

        objects.Quotas.create_limit(self.context(), "project", "server_groups", 3)
        seen = self.together(create, 8)
        self.assertEqual(sum(seen.values()), seen["kept"] + seen["taken back"], seen)
        left = objects.InstanceGroupList.get_by_project_id(self.context(), "project")
        self.assertEqual(len(left), seen["kept"])
        self.assertLessEqual(len(left), 3)

    def test_a_killed_process_leaves_no_lock(self) -> None:
        self.make_server()
        fork = multiprocessing.get_context("fork")
        locked = fork.Event()

        def lock_and_hang() -> None:
            context = self.context()
            with self.api.context_manager.writer.using(context):
                self.api.instance_update(context, SERVER, {"display_name": "never"})
                context.session.flush()
                locked.set()
                time.sleep(60)

        child = fork.Process(target=lock_and_hang)
        child.start()
        self.assertTrue(locked.wait(20))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        self.api.instance_update(self.context(), SERVER, {"display_name": "after"})
        self.assertEqual(self.api.instance_get_by_uuid(self.context(), SERVER).display_name, "after")
