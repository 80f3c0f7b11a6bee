"""What the relay does on each command, one file a family."""
