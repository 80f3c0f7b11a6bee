"""Every colour, font, picture and ttk style."""
