"""Messenger: a desktop messenger with its own relay, speaking IRCv3."""

__version__ = "0.1.0"
