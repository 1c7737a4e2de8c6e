"""URLs of databases from configuration files, and of cells from the URL of cell1."""

import tempfile
import unittest

from sqlalchemy.engine import make_url

from managed.databases.connections import cell_connection, connection_in


class Connections(unittest.TestCase):
    """SQLite's URLs end with a path. MariaDB's have a path in their parameters."""

    def test_a_cell_lies_beside_cell1_whatever_the_folder_is_called(self) -> None:
        url = cell_connection("cell0", "sqlite:////tmp/cell1-x/nova/cell1.sqlite")
        self.assertEqual(url, "sqlite:////tmp/cell1-x/nova/cell0.sqlite")

    def test_a_cell_in_the_same_server(self) -> None:
        url = make_url(
            cell_connection(
                "cell0", "mysql+pymysql://root@localhost/nova_cell1?unix_socket=/tmp/cell1-x/mariadb.sock"
            )
        )
        self.assertEqual(url.database, "nova_cell0")
        self.assertEqual(url.query, {"unix_socket": "/tmp/cell1-x/mariadb.sock"})

    def test_the_url_of_a_group_among_others_settings(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
            file.write(
                "[DEFAULT]\nhost = x\n[database]\nconnection = a://\n[api_database]\nconnection = b://\n"
            )
            file.flush()
            self.assertEqual(connection_in(file.name), "a://")
            self.assertEqual(connection_in(file.name, "api_database"), "b://")


if __name__ == "__main__":
    unittest.main()
