"""Sockets, threads and doors: what the core never sees."""
