"""Finds the rows that a statement needs from Redis: compilation, conditions, plans, and cuts to the first rows."""
