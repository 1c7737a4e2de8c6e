"""Random statements over the models' tables with odd values, on SQLite and on ROME: both must answer the same."""
