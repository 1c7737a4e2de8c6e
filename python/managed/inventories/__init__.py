"""Read the endpoints and DB API functions of the installed services."""
