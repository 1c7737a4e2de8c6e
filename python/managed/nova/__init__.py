"""Run Nova's services together in one process, clear their caches, and list the functions that query its databases."""
