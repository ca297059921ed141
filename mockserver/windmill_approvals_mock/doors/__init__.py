"""The ways to reach a mock: an httpx transport and an ASGI server, both over one function `handle`."""
