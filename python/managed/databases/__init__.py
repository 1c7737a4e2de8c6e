"""The services' databases: URLs, SQLite settings, discovery copies on ROME."""
