"""The metadata of each database's models, by name, for the command-line tools."""

from collections.abc import Callable, Sequence

from sqlalchemy import Column, MetaData, Table


def _glance() -> Sequence[MetaData]:
    from glance.db.sqlalchemy import models, models_metadef

    return [models.BASE.metadata, models_metadef.BASE_DICT.metadata]


def _nova() -> Sequence[MetaData]:
    from nova.db.main import models

    return [models.BASE.metadata, _shadows(models.BASE.metadata)]


def _shadows(metadata: MetaData) -> MetaData:
    """Return the tables into which Nova archives deleted rows. They have no models: Nova reflects them from the
    database."""
    shadows = MetaData()
    for table in metadata.sorted_tables:
        if "deleted" in table.columns:
            Table(
                f"shadow_{table.name}",
                shadows,
                *(
                    Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable)
                    for c in table.columns
                ),
            )
    return shadows


def _nova_api() -> Sequence[MetaData]:
    from nova.db.api import models

    return [models.BASE.metadata]


MODELS: dict[str, Callable[[], Sequence[MetaData]]] = {
    "glance": _glance,
    "nova": _nova,
    "nova_api": _nova_api,
}
