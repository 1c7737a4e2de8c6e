"""The metadata of a service's models, by the service's name, for the command lines."""
from typing import Callable, Sequence

from sqlalchemy import MetaData


def _glance() -> Sequence[MetaData]:
    from glance.db.sqlalchemy import models, models_metadef
    return [models.BASE.metadata, models_metadef.BASE_DICT.metadata]


def _nova() -> Sequence[MetaData]:
    from nova.db.main import models
    return [models.BASE.metadata]


def _nova_api() -> Sequence[MetaData]:
    from nova.db.api import models
    return [models.BASE.metadata]


MODELS: dict[str, Callable[[], Sequence[MetaData]]] = {
    "glance": _glance, "nova": _nova, "nova_api": _nova_api}
