"""The relay as a second process, started from the window."""
