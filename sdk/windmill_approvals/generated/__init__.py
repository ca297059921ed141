"""A client library for accessing Windmill approvals"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient as AuthenticatedClient
    from .client import Client as Client

__all__ = ("AuthenticatedClient", "Client")

if not TYPE_CHECKING:  # with it in sight, type checkers would accept any name

    def __getattr__(name: str) -> Any:
        # The clients come with httpx and attrs, which take longer to load than building a request.
        if name in __all__:
            from . import client

            return getattr(client, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
