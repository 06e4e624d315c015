"""Importing the registry from a sheet: read, match, look, apply, undo."""
