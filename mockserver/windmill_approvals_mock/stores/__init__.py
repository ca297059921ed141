"""Stores, which keep runs and everything else in memory, SQLite or PostgreSQL."""
