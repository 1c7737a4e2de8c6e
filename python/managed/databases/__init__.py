"""Which databases the services use: their URLs, SQLite's settings, discovery copies on ROME."""
