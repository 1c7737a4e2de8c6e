"""Nova's and Glance's DB APIs twice in this process: on SQLite in a file, and on ROME with its own Redis.

The DB APIs create the rows on SQLite. ROME copies them with its seed, as in a deployment.
"""

import os

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"  # before Nova is imported

import contextlib
import pathlib
import sqlite3
import sys
import tempfile
import time
import types
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock

import sqlalchemy

_ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT / folder) for folder in ("python", "tests/python/support")]

import glance.tests  # noqa: E402,F401 - its translations must be set up before its DB API is imported
from glance import context as glance_context  # noqa: E402
from glance.db.sqlalchemy import api as glance_api  # noqa: E402
from nova import context as nova_context  # noqa: E402
from nova.db.main import api as nova_api  # noqa: E402
from oslo_config import cfg  # noqa: E402
from oslo_db.sqlalchemy import engines, orm  # noqa: E402

import rome  # noqa: E402
from managed.databases import sqlite_tuning  # noqa: E402
from nova_on_rome import OSLO, ROME  # noqa: E402
from redis_server import RedisServer  # noqa: E402
from rome import database, seed  # noqa: E402
from rome.models import MODELS  # noqa: E402

PROJECT = "project"
SERVICES = ("nova", "glance")
_PREFIX = "00000000-0000-0000-0000-"
Work = Callable[["Side"], Any]


class Side(NamedTuple):
    """One backend: the DB APIs' modules, the contexts of their callers, and its CPU time so far in seconds."""

    nova: Any
    glance: Any
    admin: nova_context.RequestContext
    # Lists images with the query for users who are not administrators.
    member: glance_context.RequestContext
    spent: Callable[[], float]


class Cost(NamedTuple):
    """Milliseconds of CPU time per call, and round trips to Redis per call."""

    sqlite: float
    rome: float
    round_trips: float

    @property
    def ratio(self) -> float:
        return self.rome / self.sqlite


class Sides:
    def __init__(self, folder: pathlib.Path, server: RedisServer) -> None:
        self._files = {service: folder / f"{service}.sqlite" for service in SERVICES}
        self._urls = {service: server.url(service) for service in SERVICES}
        for service in SERVICES:
            rome.configure(service, MODELS[service](), self._urls[service])
        cfg.CONF([], project="run-scenarios")
        # Nova reads the type of the database from it.
        cfg.CONF.set_override("connection", "sqlite://", group="database")
        self.sqlite = Side(nova_api, glance_api, *callers(), time.process_time)
        self._redis = redis = server.client

        def spent() -> float:
            own = time.process_time()  # first, so that it does not include the request to Redis
            usage = redis.info("cpu")
            return own + usage["used_cpu_user"] + usage["used_cpu_sys"]

        self.rome = Side(
            copy_of(nova_api, lambda text: text.replace(OSLO, ROME)), copy_of(glance_api), *callers(), spent
        )
        self._connect()

    def _connect(self) -> None:
        self.sqlite.nova.context_manager.configure(connection=f"sqlite:///{self._files['nova']}")
        engine = engines.create_engine(f"sqlite:///{self._files['glance']}")
        self.sqlite.glance.get_session = orm.get_maker(engine, autocommit=True, expire_on_commit=False)
        for metadata in MODELS["glance"]():
            metadata.create_all(engine)
        for metadata in MODELS["nova"]():
            metadata.create_all(self.sqlite.nova.context_manager.writer.get_engine())
        self.rome.nova.context_manager.configure(connection="sqlite+rome:///nova")
        self.rome.glance.get_session = lambda: rome.get_session("glance")

    def seed(self) -> None:
        """Copy the current rows of SQLite to ROME."""
        for service in SERVICES:
            seed.seed(str(self._files[service]), self._urls[service], MODELS[service]())

    def multiply(self, first: int, last: int, created: int) -> None:
        """Copy the servers and images of the first `created` numbers on SQLite to the numbers from `first` to `last`.

        The copies are newer than the rows before them.
        """
        for file in self._files.values():
            with contextlib.closing(sqlite3.connect(file)) as database, database:
                for start in range(first, last, created):
                    _copy_rows(database, start, min(created, last - start))

    def slowest_script(self, work: Work) -> float:
        """Return how long the slowest script of `work` kept Redis busy: its CPU time, in milliseconds.

        Unlike the time by the clock, which SLOWLOG has, this does not depend on the machine's other work.
        """
        times: list[float] = []

        def busy() -> float:
            usage = self._redis.info("cpu")
            return usage["used_cpu_user_main_thread"] + usage["used_cpu_sys_main_thread"]

        def timed(run: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
            def run_and_note(script: str, given: Any) -> Any:
                before = busy()
                answer = run(script, given)
                times.append(busy() - before)
                return answer

            return run_and_note

        with contextlib.ExitStack() as patches:
            for service in SERVICES:
                store = database.find(service).store
                patches.enter_context(mock.patch.object(store, "run", timed(store.run)))
            work(self.rome)
        return max(times) * 1000

    def measure(self, work: Work, pairs: int) -> Cost:
        """Run `work` in interleaved pairs, so that the machine's drift cancels out. Return the lower quartiles."""
        taken: dict[Side, list[float]] = {self.sqlite: [], self.rome: []}
        calls = 0
        for pair in range(-1, pairs):
            for side in (self.sqlite, self.rome):
                before, started = self.round_trips(), side.spent()
                work(side)
                if pair >= 0:  # the pair before the first is a warm-up
                    taken[side].append((side.spent() - started) * 1000)
                    calls += self.round_trips() - before
        quartile = {side: sorted(times)[len(times) // 4] for side, times in taken.items()}
        return Cost(quartile[self.sqlite], quartile[self.rome], calls / pairs)

    @staticmethod
    def round_trips() -> int:
        """Return how often ROME called Redis so far."""
        return sum(database.find(service).store.calls for service in SERVICES)


@contextlib.contextmanager
def sides(reach: Callable[[RedisServer], None] = lambda _: None) -> Iterator[Sides]:
    """Yield both sides, empty. Redis and the files are removed afterwards. `reach` may change Redis's socket."""
    sqlite_tuning.install(immediate=False)
    sqlalchemy.util.warn = lambda *_: None
    server = RedisServer()
    server.start()
    try:
        reach(server)
        with tempfile.TemporaryDirectory() as folder:
            yield Sides(pathlib.Path(folder), server)
    finally:
        server.stop()


def _copy_rows(database: sqlite3.Connection, start: int, count: int) -> None:
    """Copy the rows of all tables that belong to a server or image whose number is below `count`."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = database.execute(f'PRAGMA table_info("{table}")').fetchall()
        numbered = [name for _, name, kind, *_ in columns if kind == "VARCHAR(36)"]
        kept = [name for _, name, kind, _, _, key in columns if not (key and kind == "INTEGER")]
        if not numbered:
            continue
        values = [
            f"CASE WHEN \"{name}\" LIKE '{_PREFIX}%' THEN printf('{_PREFIX}%012d', substr(\"{name}\", -12) + {start}) "
            f'ELSE "{name}" END'
            if name in numbered
            else f"datetime({name}, '+{start} seconds') || substr({name}, 20)"
            if name == "created_at"
            else f'"{name}"'
            for name in kept
        ]
        own = " OR ".join(
            f'("{name}" LIKE \'{_PREFIX}%\' AND substr("{name}", -12) + 0 < {count})' for name in numbered
        )
        names = ", ".join(f'"{name}"' for name in kept)
        database.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" WHERE {own}'
        )


def callers() -> tuple[nova_context.RequestContext, glance_context.RequestContext]:
    return (
        nova_context.RequestContext("user", PROJECT, is_admin=True),
        glance_context.RequestContext(user_id="user", project_id=PROJECT, is_admin=False),
    )


def copy_of(module: types.ModuleType, change: Callable[[str], str] = str) -> types.ModuleType:
    """Return a second instance of a module from its changed source, as a discovery copy is, with its own state."""
    copy = types.ModuleType(f"{module.__name__}_on_rome")
    copy.__file__ = module.__file__
    sys.modules[copy.__name__] = copy
    source = pathlib.Path(str(module.__file__)).read_text()
    exec(compile(change(source), str(module.__file__), "exec"), copy.__dict__)
    return copy


def server_uuid(number: int) -> str:
    return f"{_PREFIX}{number:012d}"


def create_server(side: Side, number: int) -> None:
    side.nova.instance_create(
        side.admin,
        {
            "uuid": server_uuid(number),
            "project_id": PROJECT,
            "user_id": "user",
            "vm_state": "active",
            "host": f"host{number % 2}",
            "node": "node",
            "display_name": f"server {number}",
            "hostname": f"server-{number}",
            "metadata": {"key": "value"},
            "system_metadata": {f"key{n}": "value" for n in range(8)},
            "extra": {"flavor": "{}"},
            "info_cache": {"network_info": "[]"},
            "security_groups": ["default"],
        },
    )


def create_image(side: Side, number: int, properties: int = 2) -> None:
    side.glance.image_create(
        side.member,
        {
            "id": server_uuid(number),
            "name": f"image {number}",
            "status": "active",
            "owner": PROJECT,
            "size": 1 << 20,
            "visibility": "shared",
            "disk_format": "raw",
            "container_format": "bare",
            "min_ram": 0,
            "min_disk": 0,
            "protected": False,
            "properties": {f"property{n}": "value" for n in range(properties)},
        },
    )


def create_services(side: Side) -> None:
    """Create two compute hosts with their nodes."""
    for host in ("host0", "host1"):
        side.nova.service_create(
            side.admin,
            {
                "host": host,
                "binary": "nova-compute",
                "topic": "compute",
                "report_count": 0,
                "uuid": str(uuid.uuid4()),
            },
        )
        counted = ("vcpus", "memory_mb", "local_gb", "vcpus_used", "memory_mb_used", "local_gb_used")
        side.nova.compute_node_create(
            side.admin,
            {
                "host": host,
                "hypervisor_hostname": host,
                "uuid": str(uuid.uuid4()),
                "hypervisor_type": "QEMU",
                "hypervisor_version": 1,
                "cpu_info": "",
                **dict.fromkeys(counted, 1),
            },
        )
