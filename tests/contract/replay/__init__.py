"""Our own driver over the recordings: it plays every recorded scenario and says where the answers differ.

Knows recordings, stages and scenarios; does not know how the mock works.
"""
