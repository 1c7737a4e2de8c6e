"""A private MariaDB for a test, on a unix socket in a temporary folder."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pymysql

START_SECONDS = 60.0
STOP_SECONDS = 30.0
# The data need not survive a power failure. As root, MariaDB starts only with `--user=root`.
_OPTIONS = [
    "--no-defaults",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--user=root",
]


class MariaDBServer:
    """A MariaDB server. `start()` creates its data with the empty databases. `stop()` ends it and removes the data."""

    def __init__(self, databases: Sequence[str]) -> None:
        self.databases = databases
        self.folder = tempfile.mkdtemp(prefix="rome-test-")
        self.socket = str(Path(self.folder, "mariadb.sock"))
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        data = f"--datadir={self.folder}/data"
        subprocess.run(
            [
                "mariadb-install-db",
                *_OPTIONS,
                data,
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
            ],
            check=True,
            capture_output=True,
        )
        with Path(self.folder, "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    "mariadbd",
                    *_OPTIONS,
                    data,
                    "--skip-networking",
                    f"--socket={self.socket}",
                    f"--pid-file={self.folder}/pid",
                ],
                stdout=log,
                stderr=log,
            )
        with self._connected() as cursor:
            for name in self.databases:
                cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8")

    def _connected(self) -> pymysql.cursors.Cursor:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return pymysql.connect(unix_socket=self.socket, user="root").cursor()
            except pymysql.OperationalError:
                if time.monotonic() > deadline:
                    raise RuntimeError(Path(self.folder, "log").read_text()) from None
                time.sleep(0.05)

    def url(self, database: str) -> str:
        return f"mysql+pymysql://root@localhost/{database}?unix_socket={self.socket}"

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)
