"""The approval pages and the console."""
