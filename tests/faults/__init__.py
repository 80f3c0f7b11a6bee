"""Attacks and faults that need a real relay, or that no other test holds; see README.md."""
