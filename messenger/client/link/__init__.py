"""The receive thread: socket, TLS, pins, reconnecting."""
