"""Finds keys of modules and gates that no recorded version of Windmill knows. Windmill ignores them, typos included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from windmill_approvals_mock.files.raw_modules import raw_modules

JSON = Any

MODULE_KEYS = frozenset(
    {
        "apply_preprocessor",
        "cache_ignore_s3_path",
        "cache_ttl",
        "continue_on_error",
        "debouncing",
        "delete_after_secs",
        "delete_after_use",
        "id",
        "mock",
        "pass_flow_input_directly",
        "priority",
        "retry",
        "skip_if",
        "sleep",
        "stop_after_all_iters_if",
        "stop_after_if",
        "summary",
        "suspend",
        "timeout",
        "value",
    }
)
GATE_KEYS = frozenset(
    {
        "continue_on_disapprove_timeout",
        "hide_cancel",
        "required_events",
        "resume_form",
        "self_approval_disabled",
        "timeout",
        "user_auth_required",
        "user_groups_required",
    }
)


def unknown_keys(value: JSON) -> Iterator[tuple[str, str]]:
    """Yield for each unknown key in a flow's value its module, as `Module 'a'`, and a sentence about the key."""
    for module in raw_modules(value):
        where = f"Module '{module['id']}'"
        yield from ((where, _sentence(key, "", MODULE_KEYS)) for key in module if key not in MODULE_KEYS)
        gate = module.get("suspend")
        for key in gate if isinstance(gate, Mapping) else ():
            if key not in GATE_KEYS:
                yield where, _sentence(key, " in `suspend`", GATE_KEYS)


def _sentence(key: str, place: str, known: frozenset[str]) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(sorted(known))}"
    return f"Windmill ignores the unknown key `{key}`{place}; {hint}"
