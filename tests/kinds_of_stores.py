"""The kinds of stores that tests run over."""

from __future__ import annotations

from collections.abc import Callable

STORES = ("memory", "sqlite", "postgresql")
NewStore = Callable[[str], str]
"""Makes an empty store of a kind and gives its URL (the fixture `new_store`)."""
