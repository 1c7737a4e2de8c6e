"""Several processes of Nova against one MariaDB: what ROME is held to holds there, too."""

import unittest

import nova_concurrency
from nova_on_mariadb import NovaOnMariaDB


class OnMariaDB(nova_concurrency.NovaConcurrency, NovaOnMariaDB):
    pass


if __name__ == "__main__":
    unittest.main()
