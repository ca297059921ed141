"""Scenarios of approvals, and what plays them on a server and compares its answers with recordings."""
