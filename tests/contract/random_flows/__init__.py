"""Random flows with random votes: what became of them on real servers, and the same on the mock.

`python -m tests.contract.random_flows` plays them by hand; see `--help`.
"""
