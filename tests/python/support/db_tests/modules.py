"""The modules with Nova's own tests of its databases."""

import importlib.util
from pathlib import Path

NOVA = (
    "nova.tests.unit.db.main.test_api",
    "nova.tests.unit.db.api.test_api",
    "nova.tests.unit.db.test_models",
    "nova.tests.unit.db.test_utils",
)
# Tests of the migrations are excluded, because these create the SQL schema. ROME's schema comes from the models.
LEFT_OUT = (
    "nova.tests.unit.db.test_migration",
    "nova.tests.unit.db.main.test_migrations",
    "nova.tests.unit.db.api.test_migrations",
)


def folder() -> Path:
    """Return the folder of Nova's tests."""
    spec = importlib.util.find_spec("nova")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "tests"


def functional() -> list[str]:
    """Return the modules with functional tests of the databases."""
    return sorted(
        f"nova.tests.functional.db.{path.stem}" for path in (folder() / "functional/db").glob("test_*.py")
    )
