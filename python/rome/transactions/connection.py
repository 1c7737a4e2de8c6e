"""The DB-API connection that SQLAlchemy uses: a scratch database with its transaction."""

from rome.transactions.claim import settle_series
from rome.transactions.commit import commit
from rome.transactions.scratch import Scratch
from rome.transactions.transaction import Transaction


class RomeConnection(Scratch):
    """A connection to ROME. Its commit writes the transaction to Redis."""

    transaction: Transaction

    def next_id(self, table: str) -> int:
        return self.transaction.ids.next({table: 1})[table][0]

    def commit(self) -> None:
        """Commit the transaction and end it. Raises the errors of `settle_series` and `commit`."""
        try:
            settle_series(self.transaction)
            commit(self.transaction)
        finally:
            self.transaction.end()

    def rollback(self) -> None:
        self.transaction.end()

    def close(self) -> None:
        self.transaction.end()
        super().close()
