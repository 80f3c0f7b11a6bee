"""Widgets show what they are given and decide nothing."""
