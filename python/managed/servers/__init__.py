"""Serves each service on loopback."""
