"""What the relay remembers: rooms, people, known messages, lasting facts."""
