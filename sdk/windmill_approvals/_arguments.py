"""What an argument must look like. Each function gives the value as it goes on the wire, or raises ConfigError.

Knows the rules of single values; knows neither the environment nor which call takes what.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast
from uuid import UUID

from ._errors import ConfigError
from ._secrets import describe

RESUME_IDS: Final = 2**32
APPROVER_LENGTH: Final = 1000  # the column a vote is stored in; a longer name mints, but its vote cannot be stored


def check_job(value: object, name: str = "job_id") -> UUID:
    """A job's id."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value.strip() if isinstance(value, str) else "")
    except ValueError:
        raise ConfigError(f"{name}: expected a job's UUID, got {describe(value)}") from None


def choose_resume_id(value: object) -> int:
    """A resume id; a random one when none is given."""
    return int.from_bytes(os.urandom(4), "big") if value is None else check_resume_id(value)


def check_resume_id(value: object) -> int:
    """A resume id: 32 bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"resume_id: expected an int, got {describe(value)}")
    if not 0 <= value < RESUME_IDS:
        raise ConfigError(f"resume_id: expected 0 to {RESUME_IDS - 1}, got {value}")
    return value


def check_approver(value: object, name: str = "approver") -> str | None:
    """The name a vote is recorded under. None and "" differ: None is not sent."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ConfigError(f"{name}: expected text or None, got {describe(value)}")
    if len(value) > APPROVER_LENGTH:
        raise ConfigError(f"{name}: expected at most {APPROVER_LENGTH} characters, got {len(value)}")
    if "\x00" in value:
        raise ConfigError(f"{name}: expected text without NUL characters")
    return _check_encodable(value, name)


def check_names(value: object, name: str) -> list[str]:
    """Approvers, each once: the links are handed back by name."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ConfigError(f"{name}: expected several names, got a {type(value).__name__}")
    found = [check_approver(check_text(item, name), name) or "" for item in cast("Iterable[object]", value)]
    if len(set(found)) < len(found):
        raise ConfigError(f"{name}: expected each name once; mint a person's second vote with get_resume_urls")
    return found


def check_bool(value: object, name: str) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ConfigError(f"{name}: expected True or False, got {describe(value)}")
    return value


def check_secret(value: object, name: str) -> str | None:
    """Text that no message shows, or None."""
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ConfigError(f"{name}: expected text or None, got {'blank text' if isinstance(value, str) else type(value)}")


def check_flag(value: object, name: str) -> bool | None:
    """True, False, or None for "not sent"."""
    if value is not None and not isinstance(value, bool):
        raise ConfigError(f"{name}: expected True, False or None, got {describe(value)}")
    return value


def check_text(value: object, name: str) -> str:
    """Any text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{name}: expected text, got {describe(value)}")
    return _check_encodable(value, name)


def check_optional_text(value: object, name: str) -> str | None:
    """Text, or None for "not sent"."""
    return None if value is None else check_text(value, name)


def check_segment(value: object, name: str) -> str:
    """One segment of a path. A dot segment would call another endpoint, and a slash would be two segments."""
    found = check_text(value, name)
    if found.strip() in (".", "..") or "/" in found or "\\" in found:
        raise ConfigError(f"{name}: expected a name without slashes that is not '.' or '..', got {describe(value)}")
    return found


def check_path(value: object, name: str = "path") -> str:
    """A flow's or script's path, e.g. f/ops/refund."""
    found = check_text(value, name)
    for part in found.split("/"):
        if part.strip() in ("", ".", "..") or "\\" in part:
            raise ConfigError(f"{name}: expected a path such as f/ops/refund, got {describe(value)}")
    return found


def check_payload(value: object, name: str = "payload") -> Any:
    """Anything JSON can hold; None is JSON's null."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    else:
        return value
    raise ConfigError(f"{name}: expected what JSON can hold ({problem})")


def check_json_object(value: object, name: str) -> dict[str, Any]:
    """A JSON object; None is an empty one."""
    if value is not None and not isinstance(value, Mapping):
        raise ConfigError(f"{name}: expected a mapping, got a {type(value).__name__}")
    found = dict(cast("Mapping[object, Any]", value or {}))
    if not all(isinstance(key, str) for key in found):
        raise ConfigError(f"{name}: expected keys that are text")
    check_payload(found, name)
    return cast("dict[str, Any]", found)


def build_denial(value: object, reason: object) -> Any:
    """A denial's payload: `reason` joins the object `value`, under the key Windmill reads it from."""
    check_payload(value)
    if reason is None:
        return value
    check_text(reason, "reason")
    if value is None:
        return {"reason": reason}
    if not isinstance(value, Mapping):
        raise ConfigError(f"payload: expected a mapping, since reason= is put into it, got a {type(value).__name__}")
    if "reason" in value:
        raise ConfigError("reason: give it as reason= or in the payload, not both")
    return {**cast("Mapping[str, Any]", value), "reason": reason}


def check_seconds(value: object, name: str, *, zero: bool = False) -> float:
    """A length of time in seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
        if (found > 0 or (zero and found == 0)) and math.isfinite(found):
            return found
    kind = "non-negative" if zero else "positive"
    raise ConfigError(f"{name}: expected a {kind} number of seconds, got {describe(value)}")


def check_count(value: object, name: str) -> int:
    """A whole number, 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigError(f"{name}: expected a whole number, 0 or more, got {describe(value)}")
    return value


def _check_encodable(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ConfigError(f"{name}: expected text that UTF-8 can hold, got {describe(value)}") from None
    return value
