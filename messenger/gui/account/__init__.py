"""The person's own account, in sheets: its password, its devices, its end."""
