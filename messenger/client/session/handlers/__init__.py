"""What the client does with each command of a server, one file a family."""
