"""The chat window: columns, menus, deeds, and what events change in it."""
