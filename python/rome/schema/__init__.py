"""The schema of the models: tables, and types of columns."""
