"""Templates of the services' configuration files, and where else services look for settings."""
