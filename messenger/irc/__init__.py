"""IRC as data: no socket, no thread, no clock. Shared by client and relay."""
