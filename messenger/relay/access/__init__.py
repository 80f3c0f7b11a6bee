"""Who may: accounts, bans, masks, limits."""
