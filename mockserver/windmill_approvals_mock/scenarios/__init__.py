"""Scenarios of approvals, played against a server."""
