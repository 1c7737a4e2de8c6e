"""URLs of a deployment's databases, from the services' configuration files."""

from oslo_config import cfg
from sqlalchemy.engine import make_url

CELL0, CELL1 = "cell0", "cell1"


def connection_in(file: str, group: str = "database") -> str:
    """Return the connection URL in `group` of a service's configuration file, without loading the service."""
    options = cfg.ConfigOpts()
    options.register_opt(cfg.StrOpt("connection"), group)
    options([], default_config_files=[file], default_config_dirs=[])
    return options[group].connection


def cell_connection(name: str, cell1: str) -> str:
    """Return the URL of a cell's database. It is next to the database of cell1, whose URL is in nova.conf."""
    url = make_url(cell1)
    before, _, after = url.database.rpartition(CELL1)
    return url.set(database=before + name + after).render_as_string(hide_password=False)
