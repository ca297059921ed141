"""How long a request may take: what may be answered on an event loop, and what waits for a flow.

Knows paths; does not know what is answered below them.
"""

from __future__ import annotations

import re

from windmill_approvals_mock.wire.messages import Request

_QUICK = re.compile(r"/api/(?:version|w/[^/]+/jobs/(?:resume_urls|job_signature)/[^/]+/[^/]+)")
"""These read one run and write none, whatever there is. A job may be large, and a list has no end."""


def may_take_long(request: Request) -> bool:
    """Whether answering may take more than a few milliseconds."""
    return request.method != "GET" or _QUICK.fullmatch(request.path) is None


def waits(request: Request) -> bool:
    """Whether a request is answered only once a flow has ended."""
    return "/run_wait_result/" in request.path
