"""Checks of single arguments. Each function returns the value to send, or raises ConfigError."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, cast

from ._errors import ConfigError
from ._secrets import describe

_ENCODER: Final = json.JSONEncoder(allow_nan=False)
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
RESUME_IDS: Final = 2**32
APPROVER_LENGTH: Final = 1000  # of the column that stores votes; a longer name mints, but cannot vote


@lru_cache(maxsize=256)
def parse_job_id(text: str) -> str:
    """Return a UUID's text as Windmill writes it. Raises ValueError for text that is not a UUID's.

    Remembers the newest, because the answers about a job repeat its id.
    """
    if re.fullmatch(_UUID, text, re.ASCII):
        return text
    from uuid import UUID  # late: few write it differently, and importing it takes longer than the request

    return str(UUID(text))


def check_job(value: object, name: str = "job_id") -> str:
    """Return a job's id, a UUID or its text, as Windmill writes it."""
    try:
        return parse_job_id(value.strip() if isinstance(value, str) else str(value) if is_uuid(value) else "")
    except ValueError:
        raise ConfigError(f"{name} must be a job's UUID, got {describe(value)}") from None


def is_uuid(value: object) -> bool:
    """Whether `value` is a UUID rather than its text."""
    from uuid import UUID

    return isinstance(value, UUID)


def choose_resume_id(value: object) -> int:
    """Return the resume id, or a random one for None."""
    return int.from_bytes(os.urandom(4), "big") if value is None else check_resume_id(value)


def check_resume_id(value: object) -> int:
    """Return a resume id, a number of 32 bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"resume_id must be an int, got {describe(value)}")
    if not 0 <= value < RESUME_IDS:
        raise ConfigError(f"resume_id must be between 0 and {RESUME_IDS - 1}, got {value}")
    return value


def check_approver(value: object, name: str = "approver") -> str | None:
    """Return the name to record a vote under. None is not sent; an empty name is."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ConfigError(f"{name} must be a string or None, got {describe(value)}")
    if len(value) > APPROVER_LENGTH:
        raise ConfigError(f"{name} must have at most {APPROVER_LENGTH} characters, got {len(value)}")
    if "\x00" in value:
        raise ConfigError(f"{name} must not contain NUL characters")
    return _check_encodable(value, name)


def check_names(value: object, name: str) -> list[str]:
    """Return the names, which must differ, because links are returned by name."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ConfigError(f"{name} must be a list of names, got {type(value).__name__}")
    found = [check_approver(check_text(item, name), name) or "" for item in cast("Iterable[object]", value)]
    if len(set(found)) < len(found):
        raise ConfigError(f"{name} must name each person once; mint a second vote with get_resume_urls")
    return found


def check_bool(value: object, name: str) -> bool:
    """Return a bool."""
    if not isinstance(value, bool):
        raise ConfigError(f"{name} must be True or False, got {describe(value)}")
    return value


def check_secret(value: object, name: str) -> str | None:
    """Return a string or None. No message shows it."""
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    found = "a blank one" if isinstance(value, str) else type(value).__name__
    raise ConfigError(f"{name} must be a string or None, got {found}")


def check_flag(value: object, name: str) -> bool | None:
    """Return a bool, or None, which is not sent."""
    if value is not None and not isinstance(value, bool):
        raise ConfigError(f"{name} must be True, False or None, got {describe(value)}")
    return value


def check_text(value: object, name: str) -> str:
    """Return a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{name} must be a non-empty string, got {describe(value)}")
    return _check_encodable(value, name)


def check_optional_text(value: object, name: str) -> str | None:
    """Return a string that is not blank, or None, which is not sent."""
    return None if value is None else check_text(value, name)


def check_segment(value: object, name: str) -> str:
    """Return one segment of a path. Dots would call another endpoint, and a slash would make two segments."""
    found = check_text(value, name)
    if found.strip() in (".", "..") or "/" in found or "\\" in found:
        raise ConfigError(f"{name} must be a name without slashes, and not '.' or '..', got {describe(value)}")
    return found


def check_path(value: object, name: str = "path") -> str:
    """Return the path of a flow or script, such as f/ops/refund."""
    found = check_text(value, name)
    for part in found.split("/"):
        if part.strip() in ("", ".", "..") or "\\" in part:
            raise ConfigError(f"{name} must be a path such as f/ops/refund, got {describe(value)}")
    return found


def write_json(value: object) -> str:
    """Return JSON. Raises TypeError, ValueError or RecursionError for what JSON cannot hold, such as NaN."""
    return _ENCODER.encode(value)


def check_payload(value: object, name: str = "payload") -> Any:
    """Return a value that JSON can hold. None becomes null."""
    try:
        write_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    else:
        return value
    raise ConfigError(f"{name} must be JSON serializable ({problem})")


def check_json_object(value: object, name: str) -> dict[str, Any]:
    """Return a JSON object, empty for None."""
    if value is not None and not isinstance(value, Mapping):
        raise ConfigError(f"{name} must be a mapping, got {type(value).__name__}")
    found = dict(cast("Mapping[object, Any]", value or {}))
    if not all(isinstance(key, str) for key in found):
        raise ConfigError(f"{name} must have only strings as keys")
    check_payload(found, name)
    return cast("dict[str, Any]", found)


def build_denial(value: object, reason: object) -> Any:
    """Return the payload of a denial: `value` with `reason` under the key that Windmill reads."""
    check_payload(value)
    if reason is None:
        return value
    check_text(reason, "reason")
    if value is None:
        return {"reason": reason}
    if not isinstance(value, Mapping):
        raise ConfigError(f"payload must be a mapping if you pass reason=, which joins it; got {type(value).__name__}")
    if "reason" in value:
        raise ConfigError("reason is given twice: as reason= and in the payload; pass only one")
    return {**cast("Mapping[str, Any]", value), "reason": reason}


def check_seconds(value: object, name: str, *, zero: bool = False) -> float:
    """Return a duration in seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
        if (found > 0 or (zero and found == 0)) and math.isfinite(found):
            return found
    kind = "non-negative" if zero else "positive"
    raise ConfigError(f"{name} must be a {kind} number of seconds, got {describe(value)}")


def check_count(value: object, name: str) -> int:
    """Return an int of 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigError(f"{name} must be a whole number of 0 or more, got {describe(value)}")
    return value


def _check_encodable(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ConfigError(f"{name} must be encodable as UTF-8, got {describe(value)}") from None
    return value
