"""Access to Redis: addresses, the layout of keys, locks and scripts."""
