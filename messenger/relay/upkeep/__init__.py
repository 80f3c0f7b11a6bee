"""What the host does: settings, certificate, accounts, backup, audit."""
