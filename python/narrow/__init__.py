"""Reduces a statement that has different results on SQLite and on ROME to the smallest one that still has."""
