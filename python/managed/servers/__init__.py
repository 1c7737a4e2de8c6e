"""Serve each service on loopback."""
