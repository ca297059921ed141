"""Reads environment variables, which a worker sets for a step and a person in a shell. Nothing else reads them.

An argument wins over a variable. An empty argument or variable counts as missing. Nothing is cached between calls.
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
    """Return the base URL, `given` or the first of BASE_URL_VARIABLES that is set, without "/api" at the end."""
    if value := _strip(given, "base_url"):
        return normalize_base_url(value, "base_url")
    for variable in BASE_URL_VARIABLES:
        if value := _read(variable):
            return normalize_base_url(value, variable)
    return None


def require_base_url(given: str | None) -> str:
    """Like `find_base_url`, but raise ConfigError if there is none."""
    if found := find_base_url(given):
        return found
    raise ConfigError(
        f"base_url is missing: pass it, or set {', '.join(BASE_URL_VARIABLES[:-1])} or {BASE_URL_VARIABLES[-1]},"
        " such as https://windmill.example"
    )


@lru_cache(maxsize=32)
def normalize_base_url(value: str, name: str) -> str:
    """Return `value` without a trailing slash or "/api". Raises ConfigError if it is not an http or https URL."""
    text = normalize_url(value, name)
    return text.removesuffix("/api").rstrip("/") if urlsplit(text).path.endswith("/api") else text


def normalize_url(value: str, name: str) -> str:
    """Return `value` without a trailing slash. Raises ConfigError if it is not an http or https URL."""
    text = value.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = None, None
    if parts is None or not host or parts.scheme not in ("http", "https") or any(c.isspace() for c in text):
        raise ConfigError(f"{name} must be an http:// or https:// URL, got {describe(value)}")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError(f"{name} must not contain a user name, query or fragment")
    return text


def find_token(given: str | None) -> Secret | None:
    """Return the bearer token, `given` or WM_TOKEN, or None."""
    own = _strip(given, "token")
    value = own or _read("WM_TOKEN")
    if value is not None and not (value.isascii() and value.isprintable() and " " not in value):
        raise ConfigError(f"{'token' if own else 'WM_TOKEN'} must be printable ASCII without spaces")
    return None if value is None else Secret(value)


def require_token(given: str | None) -> Secret:
    """Like `find_token`, but raise ConfigError if there is none."""
    if found := find_token(given):
        return found
    raise ConfigError("token is missing: this call requires a login; pass token=, or set WM_TOKEN")


def require_workspace(given: str | None) -> str:
    """Return the id of the workspace: `given`, or WM_WORKSPACE."""
    if found := _strip(given, "workspace") or _read("WM_WORKSPACE"):
        return found
    raise ConfigError("workspace is missing: pass it, or set WM_WORKSPACE")


def require_job_id() -> str:
    """Return the job id of this step: WM_JOB_ID."""
    if found := _read("WM_JOB_ID"):
        return found
    raise ConfigError("job_id is missing: pass it, or set WM_JOB_ID (Windmill workers do)")


def require_flow_step_id(given: str | None) -> str:
    """Return the id of the step that sends a message: `given`, or WM_FLOW_STEP_ID."""
    if found := _strip(given, "flow_step_id") or _read("WM_FLOW_STEP_ID"):
        return found
    raise ConfigError(
        "flow_step_id is missing: pass it, or set WM_FLOW_STEP_ID (Windmill workers do, for steps of a flow)"
    )


def _strip(given: object, name: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise ConfigError(f"{name} must be a string, got {type(given).__name__}")
    return given.strip() or None
