"""The copy on this computer of what was said, kept by a thread of its own."""
