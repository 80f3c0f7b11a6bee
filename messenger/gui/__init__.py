"""The desktop windows; tkinter is imported here only."""
