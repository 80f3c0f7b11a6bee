"""SQLite and files: what is kept on disk."""
