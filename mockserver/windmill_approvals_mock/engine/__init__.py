"""Starts, changes and advances runs. Nothing else writes them."""
