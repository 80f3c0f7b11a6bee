"""What leaves: events as bytes for each profile, replies, a turn's deliveries."""
