"""What talks to Redis: addresses, the layout of its keys, locks and scripts."""
