"""The links that minting returns, and how one is read. `_links` has what people do with them, and is imported late.

Minting does not need it, and its dataclasses take longer to make than the request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import unquote, unquote_plus

from . import _arguments
from ._environment import normalize_base_url
from ._errors import ConfigError
from ._secrets import Secret

if TYPE_CHECKING:
    from ._links import ResumeUrl

Action = Literal["resume", "cancel"]

# The pattern is compiled when it is first used, which takes longer than minting.
BASE: Final = r"(?P<base>https?://[^?#\s]+?)"
SIGNED: Final = (
    r"(?P<job>[0-9a-fA-F-]{32,36})/(?P<resume_id>0|[1-9][0-9]{0,9})/(?P<signature>[0-9a-fA-F]{64})"
    r"(?:\?(?P<query>[^#\s]*))?"
)
VOTE_URL: Final = rf"{BASE}/api/w/(?P<workspace>[^/?#\s]+)/jobs_u/(?P<action>resume|cancel)/{SIGNED}"


class SignedUrl(NamedTuple):
    """The parts of a signed URL, as they are found in it."""

    base_url: str
    workspace: str
    action: Action
    job_id: str
    resume_id: int
    approver: str | None
    signature: Secret


def read_signed_url(url: str) -> SignedUrl:
    """Return the parts of a resume or cancel URL. Raises ConfigError for anything else, such as an approval page."""
    if found := re.fullmatch(VOTE_URL, _arguments.check_text(url, "url").strip(), re.ASCII):
        return build_signed_url(found, "cancel" if found["action"] == "cancel" else "resume")
    raise ConfigError("url must look like …/api/w/WORKSPACE/jobs_u/resume|cancel/JOB/RESUME_ID/SIGNATURE")


def build_signed_url(found: re.Match[str], action: Action) -> SignedUrl:
    """Return the parts that a pattern with BASE and SIGNED found."""
    base, workspace, job, resume_id, signature, query = found.group(
        "base", "workspace", "job", "resume_id", "signature", "query"
    )
    return SignedUrl(base, unquote(workspace), action, job, int(resume_id), _read_approver(query), Secret(signature))


def check_parts(workspace: str, job_id: str, resume_id: int, approver: str | None) -> None:
    """Raise ConfigError for parts that no link of Windmill has."""
    _arguments.check_segment(workspace, "workspace in the link")
    _arguments.check_job(job_id, "job_id in the link")
    _arguments.choose_resume_id(resume_id)
    _arguments.check_approver(approver, "approver in the link")


def _read_approver(query: str | None) -> str | None:
    if query is None:
        return None
    name, _, approver = query.strip("&").partition("=")
    if "&" in approver or unquote_plus(name) != "approver":
        raise ConfigError("link must have no parameter but one ?approver=")
    return unquote_plus(approver)


class ResumeUrls(dict[str, str]):
    """The links of one vote: the server's dict with the keys `approvalPage`, `resume` and `cancel`.

    It is a real dict, so a step can return it and `json.dumps` accepts it. `repr` hides the signatures.

    `resume` and `cancel` are personal, and one vote: the first one that is used counts, under the approver's name. They
    vote as soon as anything opens them, a mail scanner too. `approvalPage` waits for a button. Before Windmill 1.664 it
    is a third way to cast the same vote. Since then it is **one URL for everybody**, and each vote on it is a new one,
    of the signed-in user or of nobody (scenario "approval token"). `windmill_approvals.confirm` makes links that are
    personal and wait for a button.
    """

    @property
    def approval_page(self) -> str:
        """The page on which people see the form and decide. Opening it does not vote.

        Not personal since Windmill 1.664: everybody gets the same URL, and each click is another vote.
        """
        return self["approvalPage"]

    @property
    def resume(self) -> str:
        """The approver's own URL that approves. A GET votes too, so do not mail it: scanners follow links."""
        return self["resume"]

    @property
    def cancel(self) -> str:
        """The approver's own URL that denies. A GET votes too, so do not mail it: scanners follow links."""
        return self["cancel"]

    @property
    def parsed(self) -> ResumeUrl:
        """The parts of the resume URL."""
        from ._links import ResumeUrl

        return ResumeUrl.parse(self.resume)

    def with_base_url(self, base_url: str) -> ResumeUrls:
        """Return the same links on another host. The server's configured host may be a private one."""
        old, new = self.parsed.base_url, normalize_base_url(base_url, "base_url")
        return ResumeUrls({name: new + url.removeprefix(old) for name, url in self.items()})

    def __repr__(self) -> str:
        try:
            url = self.parsed
        except (ConfigError, KeyError):
            return f"ResumeUrls({', '.join(self)})"
        return f"ResumeUrls(job_id={url.job_id!r}, resume_id={url.resume_id}, approver={url.approver!r})"
