"""Decides by the path which requests an event loop can answer, and which wait for a flow."""

from __future__ import annotations

import re

from windmill_approvals_mock.wire.messages import Request

_QUICK = re.compile(r"/api/(?:version|w/[^/]+/jobs/(?:resume_urls|job_signature)/[^/]+/[^/]+)")
"""Requests that only read one run. Others may take long, because a job or a list may be large."""


def may_take_long(request: Request) -> bool:
    """Whether answering may take more than a few milliseconds."""
    return request.method != "GET" or _QUICK.fullmatch(request.path) is None


def waits(request: Request) -> bool:
    """Whether the answer comes only when a flow has ended."""
    return "/run_wait_result/" in request.path
