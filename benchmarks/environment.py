"""Packages from PyPI that benchmarks need. They are installed once, into the user's cache."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def environment(lock: pathlib.Path) -> pathlib.Path:
    """Return the folder of a virtual environment with the packages of a lock with hashes, and no others."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "run-scenarios")
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    name = lock.parent.name
    folder = cache / f"{name}-{digest}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        making = pathlib.Path(tempfile.mkdtemp(prefix=f".{name}-", dir=cache))
        subprocess.run([sys.executable, "-m", "venv", making], check=True)
        pip = [str(making / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--require-hashes", "--requirement", str(lock)], check=True)
        try:
            making.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return folder


def packages(lock: pathlib.Path) -> pathlib.Path:
    """Return the folder with these packages. On PYTHONPATH, it adds them to those of this interpreter."""
    return next((environment(lock) / "lib").glob("python3.*/site-packages"))
