"""Starts a Redis with the suite's database, and loads SQLAlchemy's plugin for pytest."""

import pathlib
import sys

_ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(_ROOT / folder) for folder in ("python", "tests/python/support")]

import declaring  # noqa: E402

from redis_server import RedisServer  # noqa: E402

_server = RedisServer()
_server.start()
declaring.start(_server.url(declaring.NAME))

from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402,F403


def pytest_unconfigure(config: object) -> None:
    _server.stop()
