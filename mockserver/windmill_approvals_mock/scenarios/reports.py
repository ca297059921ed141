"""What was verified, for people, for programs and as a recording.

Knows forms; shows nothing that is a key, a signature or a token, whoever wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from windmill_approvals_mock.scenarios.masks import Masks
from windmill_approvals_mock.scenarios.playing import Known, Played
from windmill_approvals_mock.scenarios.remote_server import Asked
from windmill_approvals_mock.versions.rules import WindmillVersion

JSON = Any


def for_people(played: Sequence[Played], known: Known, version: WindmillVersion, masks: Masks) -> str:
    lines = [f"{known.text} against the rules of {_named(version)}", ""]
    for one in played:
        lines.extend(_of_one(one, masks))
    agree, differ, skipped = _counts(played)
    return "\n".join([*lines, "", f"{agree} agree, {differ} differ, {skipped} skipped"])


def for_programs(played: Sequence[Played], known: Known, version: WindmillVersion, masks: Masks) -> str:
    agree, differ, skipped = _counts(played)
    return json.dumps(
        {
            "server": known.text,
            "rules": str(version),
            "recorded": version.is_recorded,
            "agree": agree,
            "differ": differ,
            "skipped": skipped,
            "scenarios": [_as_json(one, masks) for one in played],
        },
        indent=2,
        ensure_ascii=False,
    )


def recording(played: Sequence[Played], known: Known, masks: Masks) -> str:
    """In the form of the recordings of real servers, keys and names of people left out."""
    scenarios = [
        {"name": one.name, "exchanges": [_exchange(asked, masks) for asked in one.asked]} for one in played if one.asked
    ]
    return json.dumps({"server": known.text, "scenarios": scenarios}, indent=1, ensure_ascii=False)


def _of_one(one: Played, masks: Masks) -> list[str]:
    if one.skipped is not None:
        return [f"  skip  {one.name}: {one.skipped}"]
    lines = [f"  {'ok  ' if one.agrees else 'DIFF'}  {one.name}"]
    for what, expected, seen in _differences(one, masks):
        lines += [f"          {what}", f"            expected  {expected}", f"            seen      {seen}"]
    if one.broke_off is not None:
        lines.append(f"          it broke off: {masks.mask(one.broke_off)}")
    return lines


def _as_json(one: Played, masks: Masks) -> JSON:
    if one.skipped is not None:
        return {"name": one.name, "outcome": "skipped", "why": one.skipped}
    return {
        "name": one.name,
        "outcome": "agrees" if one.agrees else "differs",
        "checks": len(one.checks),
        "differences": [
            {"what": what, "expected": expected, "seen": seen} for what, expected, seen in _differences(one, masks)
        ],
        "broke_off": masks.mask(one.broke_off) if one.broke_off is not None else None,
    }


def _differences(one: Played, masks: Masks) -> list[tuple[str, str, str]]:
    return [
        (check.what, _shown(check.expected, masks), _shown(check.seen, masks))
        for check in one.checks
        if not check.agrees
    ]


def _shown(value: JSON, masks: Masks) -> str:
    return masks.mask(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _exchange(asked: Asked, masks: Masks) -> JSON:
    request: dict[str, JSON] = {"method": asked.method, "path": masks.mask(asked.path), "auth": asked.login}
    if asked.body is not None:
        request["body"] = masks.mask(asked.body)
    if asked.content_type is not None:
        request["content_type"] = asked.content_type
    answer = asked.answer
    body: JSON = masks.mask(answer.text)
    if answer.content_type.startswith("application/json"):
        body = json.loads(body)
    return {
        "request": request,
        "response": {"status": answer.status, "content_type": answer.content_type, "body": body},
    }


def _counts(played: Sequence[Played]) -> tuple[int, int, int]:
    skipped = sum(one.skipped is not None for one in played)
    agree = sum(one.skipped is None and one.agrees for one in played)
    return agree, len(played) - agree - skipped, skipped


def _named(version: WindmillVersion) -> str:
    note = "" if version.is_recorded else f" (not recorded; what is not dated follows {version.follows})"
    return f"{version}{note}"
