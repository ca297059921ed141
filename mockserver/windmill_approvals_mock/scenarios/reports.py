"""Reports what was verified as text, as JSON and as a recording.

The masks of the stage have removed every key, signature and token.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from windmill_approvals_mock.scenarios.recordings import about, as_text, recorded_versions
from windmill_approvals_mock.scenarios.verifying import Verified, agreeing, nearest_version
from windmill_approvals_mock.scenarios.visited_server import VisitedServer

JSON = Any

LINES_OF_A_SCENARIO = 5


def report_for_people(verified: Sequence[Verified], server: VisitedServer, version: str) -> str:
    lines = [f"{server.text} compared with the recordings of {version}", ""]
    for one in verified:
        lines.extend(_of_one(one, version))
    agree, differ, skipped = _counts(verified, version)
    lines += ["", f"{agree} agree, {differ} differ, {skipped} skipped"]
    nearest = nearest_version(verified, server.number)
    if nearest is not None:
        shares = [(known, *agreeing(verified, known)) for known in reversed(recorded_versions())]
        told = ", ".join(f"{known} ({same} of {of})" for known, same, of in shares)
        lines.append(f"nearest to {nearest}; scenarios as recorded: {told}")
    return "\n".join(lines)


def report_for_programs(verified: Sequence[Verified], server: VisitedServer, version: str) -> str:
    agree, differ, skipped = _counts(verified, version)
    return json.dumps(
        {
            "server": server.text,
            "compared_with": version,
            "nearest": nearest_version(verified, server.number),
            "agree": agree,
            "differ": differ,
            "skipped": skipped,
            "scenarios": [_as_json(one, version) for one in verified],
        },
        indent=2,
        ensure_ascii=False,
    )


def recording_of(verified: Sequence[Verified], server: str) -> str:
    """Return a recording of the server, without scenarios that were not played to their end."""
    return as_text(
        server,
        [
            {
                "name": one.scenario.name,
                "about": one.scenario.about or about(one.scenario.name),
                "exchanges": list(one.played.exchanges),
            }
            for one in verified
            if one.played is not None and one.played.stopped is None
        ],
    )


def _of_one(one: Verified, version: str) -> list[str]:
    if one.skipped is not None:
        return [f"  skip  {one.scenario.name}: {one.skipped}"]
    differences = one.differences_from(version)
    if differences is None:
        return [f"  skip  {one.scenario.name}: not recorded on {version}"]
    more = len(differences) - LINES_OF_A_SCENARIO
    lines = [f"  {'DIFF' if differences else 'ok  '}  {one.scenario.name}"]
    lines += [f"          {line}" for line in differences[:LINES_OF_A_SCENARIO]]
    return [*lines, f"          and {more} more"] if more > 0 else lines


def _as_json(one: Verified, version: str) -> JSON:
    differences = one.differences_from(version)
    if differences is None:
        return {
            "name": one.scenario.name,
            "outcome": "skipped",
            "why": one.skipped or f"not recorded on {version}",
        }
    outcome = "differs" if differences else "agrees"
    return {"name": one.scenario.name, "outcome": outcome, "differences": list(differences)}


def _counts(verified: Sequence[Verified], version: str) -> tuple[int, int, int]:
    agree, compared = agreeing(verified, version)
    return agree, compared - agree, len(verified) - compared
