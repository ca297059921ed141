"""Ways in: httpx transport and ASGI server, over one pure handle."""
