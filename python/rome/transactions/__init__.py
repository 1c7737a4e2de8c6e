"""One transaction: its reads, locks, writes and commit."""
