"""What SQLAlchemy takes for a connection to a database server: a scratch database with its transaction."""

from rome.commit import commit
from rome.scratch import Scratch
from rome.transaction import Transaction


class RomeConnection(Scratch):
    transaction: Transaction

    def commit(self) -> None:
        try:
            commit(self.transaction)
        finally:
            self.transaction.end()

    def rollback(self) -> None:
        self.transaction.end()

    def close(self) -> None:
        self.transaction.end()
        super().close()
