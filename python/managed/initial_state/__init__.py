"""Builds the databases of the initial state, fills Redis with them, saves and restores them."""
