"""The way in: the login window and what it does."""
