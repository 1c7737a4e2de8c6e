"""Races between concurrent callers of operations of Nova and Glance: the possible outcomes on each database."""
