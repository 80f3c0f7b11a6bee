"""One connection's protocol: bytes and intents in, bytes and events out. No I/O."""
