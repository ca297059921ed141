"""Holds a running server against the rules of a version: any Windmill the caller may use, or a mock."""
