"""What ROME knows of the models' tables and of the types of their columns."""
