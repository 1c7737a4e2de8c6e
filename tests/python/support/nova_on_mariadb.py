"""Nova's databases on MariaDB for a test. Nova is unmodified, so its behaviour is the reference for ROME."""

from collections.abc import Sequence

from mariadb_server import MariaDBServer
from nova_test_case import NovaTestCase


class NovaOnMariaDB(NovaTestCase):
    """A MariaDB for the class, with Nova's databases, which are empty for each test."""

    NAMES: Sequence[str] = ("nova_cell1", "nova_api")
    server: MariaDBServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = server = MariaDBServer(cls.NAMES)
        cls.addClassCleanup(server.stop)
        server.start()
        cls.connect(server.url("nova_cell1"), server.url("nova_api"))
        from nova.db import migration

        for database in ("main", "api"):
            migration.db_sync(database=database)

    def setUp(self) -> None:
        from nova.db.api import api as api_database
        from nova.db.api import models as api_models
        from nova.db.main import models

        for engine, metadata in (
            (self.api.get_engine(), models.BASE.metadata),
            (api_database.get_engine(), api_models.BASE.metadata),
        ):
            with engine.begin() as connection:
                for table in reversed(metadata.sorted_tables):
                    connection.execute(table.delete())
