"""Doors to a mock for the scenarios: in this process and on sockets.

`python -m tests.contract.replay` plays scenarios by hand; see `--help`.
"""
