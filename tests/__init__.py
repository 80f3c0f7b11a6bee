"""Every check of Messenger: `python -m tests` sets up and runs them all."""
