"""Random statements over the models' tables with unusual values. SQLite and ROME must return the same results."""
