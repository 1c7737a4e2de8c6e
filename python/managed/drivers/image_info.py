"""Does what Glance needs of `qemu-img info`, for machines without QEMU."""

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence

COMMAND = "qemu-img"
_FLAGS = ("info", "--output=json")
# QEMU takes a file with the name of its protocol, and Glance passes URLs.
_PROTOCOL = re.compile("^file:(//)?")


def install(folder: str) -> None:
    """Put a replacement of qemu-img for this process's children below a folder, if the machine has none."""
    if shutil.which(COMMAND):
        return
    programs = os.path.join(folder, "programs")
    os.makedirs(programs, exist_ok=True)
    path = os.path.join(programs, COMMAND)
    with open(path, "w", encoding="utf-8") as program:
        program.write(f"#!{sys.executable}\nfrom managed.drivers.image_info import main\n\nmain()\n")
    os.chmod(path, 0o700)
    os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{programs}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what `qemu-img info --output=json FILE` prints: format, sizes in bytes, and whether another file is used."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    files = [each for each in given if each not in _FLAGS]
    if len(files) != 1 or given[:1] != ["info"]:
        sys.exit(
            f"{COMMAND}: this machine has no QEMU, and its replacement only knows: {' '.join(_FLAGS)} FILE"
        )
    print(json.dumps(information(_PROTOCOL.sub("", files[0]))))


def information(path: str) -> dict[str, object]:
    """Format and sizes of an image file, from oslo.utils' inspectors."""
    from oslo_utils.imageutils import format_inspector

    size = os.path.getsize(path)
    found = format_inspector.detect_file_format(path)
    name = str(found) if found else "raw"
    backed = found is not None and _has_backing_file(found)
    return {
        "filename": path,
        "format": name,
        "virtual-size": found.virtual_size if found and name != "raw" else size,
        "actual-size": size,
        "dirty-flag": False,
        # Its name is not needed: Glance refuses every image that has one.
        **({"backing-filename": "another file"} if backed else {}),
    }


def _has_backing_file(found: object) -> bool:
    from oslo_utils.imageutils import format_inspector

    check = getattr(found, "check_backing_file", None)
    if check is None:
        return False
    try:
        check()
    except format_inspector.SafetyViolation:
        return True
    return False


if __name__ == "__main__":
    main()
