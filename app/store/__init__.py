"""Where it lives: the SQLite file, its migrations and copies, the vault, and the row log."""
