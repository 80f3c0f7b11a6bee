"""What people read and type: words, markup, links, slash commands."""
