"""Fills Redis with what a template's SQLite databases hold: `seed_rome.py TEMPLATE SOCKET glance|nova...`.

The cells' databases get the URLs under which Nova on ROME knows them.
"""

import os
import sys
from typing import Any

# Nova's models are read, nothing of it runs.
os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "yes"

import rome
from managed.databases import discovery
from rome.models import MODELS
from rome.seed import seed


def main(template: Any, socket: str, services: list[str]) -> None:
    for service in services:
        for name, models in discovery.DATABASES[service].items():
            file = os.path.join(template, service, f"{name.removeprefix('nova_')}.sqlite")
            seed(file, discovery.url(socket, name), MODELS[models]())
    if "nova" in services:
        _name_cells(socket)


def _name_cells(socket: str) -> None:
    from nova.db.api.models import CellMapping

    rome.configure("nova_api", MODELS["nova_api"](), discovery.url(socket, "nova_api"))
    with rome.get_engine("nova_api").begin() as connection:
        connection.execute(
            CellMapping.__table__.update().values(
                # As on SQL, where the launcher points the cells without touching their times.
                database_connection="sqlite+rome:///nova_" + CellMapping.name,
                updated_at=CellMapping.updated_at,
            )
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
