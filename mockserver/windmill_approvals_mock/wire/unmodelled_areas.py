"""What Windmill answers and this mock has nothing for: whole areas of its API, such as `job_helpers` (object storage).

A path of such an area is refused with a sentence; one that Windmill does not have is a bare 404, as there.
"""

from __future__ import annotations

from windmill_approvals_mock.wire.route_scopes import DOMAINS
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS

_IN_WORDS = {
    "job_helpers": "object storage (S3)",
    "oidc": "identity tokens (OIDC)",
    "teams": "Microsoft Teams",
    "apps": "apps",
    "schedules": "schedules",
}


def _area(path: str) -> str:
    words = path.split("/")[1:]
    return words[2] if words[0] == "w" and len(words) > 2 else words[0]


_MODELLED = frozenset(_area(route.path) for route in ALL_OPERATIONS.values())


def explain_absence(path: str) -> str | None:
    """Why this mock does not answer `path` (below `/api`), though Windmill may; None where Windmill has nothing."""
    area = _area(path)
    if area not in DOMAINS or area in _MODELLED:
        return None
    what = _IN_WORDS.get(area, f"`{area}`")
    return f"This mock does not model {what}. Stub the step that asks for it: mock.stub('<its id or path>', result=…)."
