"""Copy a template's SQLite databases to Redis: `seed_rome.py TEMPLATE URL glance|nova...`.

Nova's cell mappings get the URLs that Nova uses for the cells' databases on ROME.
"""

import os
import sys
from typing import Any

# Only Nova's models are read. Nothing of Nova runs.
os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"

import rome
from managed.databases import discovery
from rome.models import MODELS
from rome.seed import seed


def main(template: Any, redis: str, services: list[str]) -> None:
    for service in services:
        for name, models in discovery.DATABASES[service].items():
            file = os.path.join(template, service, f"{name.removeprefix('nova_')}.sqlite")
            seed(file, discovery.url(redis, name), MODELS[models]())
    if "nova" in services:
        _set_cell_urls(redis)


def _set_cell_urls(redis: str) -> None:
    from nova.db.api.models import CellMapping

    rome.configure("nova_api", MODELS["nova_api"](), discovery.url(redis, "nova_api"))
    with rome.get_engine("nova_api").begin() as connection:
        connection.execute(
            CellMapping.__table__.update().values(
                # Keeps the time of the last update, as the launcher does on SQL when it sets the cells' URLs.
                database_connection="sqlite+rome:///nova_" + CellMapping.name,
                updated_at=CellMapping.updated_at,
            )
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
