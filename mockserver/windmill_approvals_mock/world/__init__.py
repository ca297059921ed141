"""The only state: runs, users, clock, step runners, store."""
