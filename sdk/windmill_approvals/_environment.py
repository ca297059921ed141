"""The only reader of environment variables: what a worker tells a step, and what a shell may set.

An argument wins over a variable; an empty one of either kind counts as none. Nothing is kept between calls.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from ._errors import ConfigError
from ._secrets import Secret, describe

BASE_URL_VARIABLES: Final = ("BASE_INTERNAL_URL", "WM_BASE_URL", "BASE_URL")


def _read(variable: str) -> str | None:
    return os.environ.get(variable, "").strip() or None


def find_base_url(given: str | None) -> str | None:
    """Where the server is: `given`, else the first of BASE_URL_VARIABLES that is set; without "/api" at its end."""
    if value := _strip(given, "base_url"):
        return normalize_base_url(value, "base_url")
    for variable in BASE_URL_VARIABLES:
        if value := _read(variable):
            return normalize_base_url(value, variable)
    return None


def require_base_url(given: str | None) -> str:
    """As `base_url`, but a missing one is a ConfigError."""
    if found := find_base_url(given):
        return found
    raise ConfigError(
        f"base_url: give it, or set one of {', '.join(BASE_URL_VARIABLES)}, e.g. https://windmill.example"
    )


@lru_cache(maxsize=32)
def normalize_base_url(value: str, name: str) -> str:
    """`value` as other parts build on it: http(s), a host, perhaps a path, no slash and no "/api" at the end."""
    text = value.strip().rstrip("/").removesuffix("/api").rstrip("/")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = None, None
    if parts is None or not host or parts.scheme not in ("http", "https") or any(c.isspace() for c in text):
        raise ConfigError(f"{name}: expected an http:// or https:// URL, got {describe(value)}")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError(f"{name}: expected a URL without user name, query and fragment")
    return text


def find_token(given: str | None) -> Secret | None:
    """The bearer token: `given`, else WM_TOKEN; None where there is none."""
    own = _strip(given, "token")
    value = own or _read("WM_TOKEN")
    if value is not None and not (value.isascii() and value.isprintable() and " " not in value):
        raise ConfigError(f"{'token' if own else 'WM_TOKEN'}: expected printable ASCII without spaces")
    return None if value is None else Secret(value)


def require_token(given: str | None) -> Secret:
    """As `token`, but a missing one is a ConfigError."""
    if found := find_token(given):
        return found
    raise ConfigError("token: this call needs a login; give token=, or set WM_TOKEN")


def require_workspace(given: str | None) -> str:
    """The workspace's id: `given`, else WM_WORKSPACE."""
    if found := _strip(given, "workspace") or _read("WM_WORKSPACE"):
        return found
    raise ConfigError("workspace: give it, or set WM_WORKSPACE")


def require_job_id() -> str:
    """The job this step is: WM_JOB_ID."""
    if found := _read("WM_JOB_ID"):
        return found
    raise ConfigError("job_id: give it, or set WM_JOB_ID (a Windmill worker does)")


def require_flow_step_id(given: str | None) -> str:
    """The id of the step a message is sent from: `given`, else WM_FLOW_STEP_ID."""
    if found := _strip(given, "flow_step_id") or _read("WM_FLOW_STEP_ID"):
        return found
    raise ConfigError("flow_step_id: give it, or set WM_FLOW_STEP_ID (a worker does, for the steps of a flow)")


def _strip(given: object, name: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise ConfigError(f"{name}: expected text, got a {type(given).__name__}")
    return given.strip() or None
