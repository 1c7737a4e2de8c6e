"""Where a deployment's databases are: their URLs, as the services' configuration files have them."""

from oslo_config import cfg
from sqlalchemy.engine import make_url

CELL0, CELL1 = "cell0", "cell1"


def connection_in(file: str, group: str = "database") -> str:
    """The connection URL in a group of a service's configuration file; the service need not be loaded for it."""
    options = cfg.ConfigOpts()
    options.register_opt(cfg.StrOpt("connection"), group)
    options([], default_config_files=[file], default_config_dirs=[])
    return options[group].connection


def cell_connection(name: str, cell1: str) -> str:
    """URL of the database of one of Nova's cells; they lie beside that of cell1, whose URL nova.conf has."""
    url = make_url(cell1)
    before, _, after = url.database.rpartition(CELL1)
    return url.set(database=before + name + after).render_as_string(hide_password=False)
