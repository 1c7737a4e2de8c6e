"""Several processes of Nova on one MariaDB pass the same tests as on ROME."""

import unittest

import nova_concurrency
from nova_on_mariadb import NovaOnMariaDB


class OnMariaDB(nova_concurrency.NovaConcurrency, NovaOnMariaDB):
    pass


if __name__ == "__main__":
    unittest.main()
