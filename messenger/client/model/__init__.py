"""What a window shows, as pure data: places, people, timelines, rows."""
