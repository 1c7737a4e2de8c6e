"""What a transaction reads, locks, writes and commits."""
