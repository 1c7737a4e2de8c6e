"""Build the databases of the initial state, copy them to Redis, save and restore them."""
