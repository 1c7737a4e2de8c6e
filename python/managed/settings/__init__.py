"""Templates of the services' configuration files, and other places where services look for settings."""
