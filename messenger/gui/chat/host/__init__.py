"""The sheet of those who look after a room or the relay."""
