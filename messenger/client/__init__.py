"""One user's connection to a relay; knows no toolkit."""
