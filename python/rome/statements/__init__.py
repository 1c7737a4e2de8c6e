"""From a statement to what it needs of Redis: compilation, conditions, plans, and cuts to the first rows."""
