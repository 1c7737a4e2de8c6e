"""The replacement of qemu-img says what QEMU says. Needs the oslo.utils of a release since 2025.1."""

import json
import os
import subprocess
import tempfile
import unittest
from unittest import mock

from managed.drivers import image_info

QEMU = "/usr/bin/qemu-img"


def said(program: str, path: str) -> tuple[str, bool]:
    answer = subprocess.run(
        [program, "info", "--output=json", path], capture_output=True, text=True, check=True
    )
    info = json.loads(answer.stdout)
    return info["format"], "backing-filename" in info


class ImageInfo(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def at(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def made(self, name: str, *options: str) -> str:
        subprocess.run([QEMU, "create", "-q", *options, self.at(name)], check=True)
        return self.at(name)

    def installed(self) -> str:
        with mock.patch.dict(os.environ, {"PATH": self.at("nothing")}):
            image_info.install(self.folder)
            return os.environ["PATH"].split(os.pathsep)[-1]

    def test_formats_and_backing_files_are_those_that_qemu_sees(self) -> None:
        own = os.path.join(self.installed(), image_info.COMMAND)
        base = self.made("base.qcow2", "-f", "qcow2", "-o", "size=3M")
        backed = self.made("backed.qcow2", "-f", "qcow2", "-F", "qcow2", "-b", base)
        disk = self.made("disk.vmdk", "-f", "vmdk", "-o", "size=1M")
        with open(self.at("text"), "w", encoding="utf-8") as text:
            text.write("OK")
        for path in (base, backed, disk, self.at("text")):
            self.assertEqual(said(own, path), said(QEMU, path), path)
        self.assertEqual(image_info.information(base)["virtual-size"], 3 << 20)
        for prefix in ("file:", "file://"):
            self.assertEqual(said(own, prefix + base), said(QEMU, prefix + base))

    def test_the_machines_own_qemu_is_preferred(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": os.path.dirname(QEMU)}):
            image_info.install(self.folder)
            self.assertEqual(os.environ["PATH"], os.path.dirname(QEMU))
        self.assertEqual(os.listdir(self.folder), [])

    def test_other_commands_fail_with_a_reason(self) -> None:
        with self.assertRaisesRegex(SystemExit, "no QEMU"):
            image_info.main(["convert", "a", "b"])
