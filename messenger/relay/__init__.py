"""The relay: an IRCv3 server that works in turns."""
