"""Runs in motion: started, changed, advanced; the only writer of runs."""
