"""How Nova's services live together in one process, what they cache, and which functions ask its databases."""
