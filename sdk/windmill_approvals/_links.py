"""Approval links, in every form since Windmill 1.607: read one, write it, verify its signature. Makes no request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, unquote
from uuid import UUID

from . import _arguments
from ._environment import normalize_base_url
from ._errors import ConfigError
from ._minted_links import (
    BASE,
    SIGNED,
    VOTE_URL,
    Action,
    ResumeUrls,
    SignedUrl,
    build_signed_url,
    check_parts,
    read_signed_url,
)
from ._tracebacks import short_tracebacks

_ACTIONS: Final[tuple[str, ...]] = ("resume", "cancel")
_HEX_64: Final = "[0-9a-fA-F]{64}"
_OLD_PAGE: Final = rf"{BASE}/approve/(?P<workspace>[^/?#\s]+)/{SIGNED}"
_PAGE: Final = (
    rf"{BASE}/approve/(?P<workspace>[^/?#\s]+)/(?P<flow>[0-9a-fA-F-]{{32,36}})\?token=(?P<token>[0-9a-fA-F]{{64}})"
)
_SHAPES: Final = (
    "a resume or cancel URL (…/api/w/WORKSPACE/jobs_u/resume/JOB/RESUME_ID/SIGNATURE) "
    "or an approval page (…/approve/WORKSPACE/FLOW?token=TOKEN)"
)


@short_tracebacks
@dataclass(frozen=True, slots=True)
class ResumeUrl:
    """The parts of a resume or cancel URL. `str(url)` is the URL, byte for byte as Windmill writes it.

    The URL is a password: whoever has it can approve *and* deny. `repr` hides the signature; `str` does not.
    `approver` is None if the URL has no `?approver=`, and "" if that is empty. Both have the same signature, but are
    recorded differently.
    """

    base_url: str
    workspace: str
    action: Action
    job_id: str
    resume_id: int
    approver: str | None
    signature: str = field(repr=False)

    def __post_init__(self) -> None:
        check_parts(self.workspace, self.job_id, self.resume_id, self.approver)
        if self.action not in _ACTIONS:
            raise ConfigError("action must be 'resume' or 'cancel'")
        if not re.fullmatch(_HEX_64, _arguments.check_text(self.signature, "signature"), re.ASCII):
            raise ConfigError("signature must be 64 hex digits")

    @classmethod
    def parse(cls, url: str) -> ResumeUrl:
        """Return the parts of a resume or cancel URL.

        Raises:
            ConfigError: `url` is anything else, such as an approval page.
        """
        return cls._from_parts(read_signed_url(url))

    @classmethod
    def _from_parts(cls, parts: SignedUrl) -> ResumeUrl:
        return cls(*parts[:-1], signature=str(parts.signature))

    def __str__(self) -> str:
        path = f"/api/w/{quote(self.workspace, safe='')}/jobs_u/{self.action}"
        query = "" if self.approver is None else f"?approver={quote(self.approver, safe='')}"
        return f"{self.base_url}{path}/{self.job_id}/{self.resume_id}/{self.signature}{query}"

    def as_cancel(self) -> ResumeUrl:
        """Return the URL that denies. It is the same vote: only one of the two can be used."""
        return replace(self, action="cancel")

    def as_resume(self) -> ResumeUrl:
        """Return the URL that approves. It is the same vote: only one of the two can be used."""
        return replace(self, action="resume")

    def with_base_url(self, base_url: str) -> ResumeUrl:
        """Return the same URL on another host, such as a public one. The host is not signed.

        Raises:
            ConfigError: `base_url` is not an http or https URL.
        """
        return replace(self, base_url=normalize_base_url(base_url, "base_url"))

    def verify(self, workspace_key: str) -> bool:
        """Return whether the signature is right. For gateways and tests: the server checks each vote itself.

        The signature is an HMAC-SHA256 in hex. Its key is the text of the workspace key; it signs the 16 bytes of the
        job's UUID, the resume id as 4 bytes big-endian, and the approver in UTF-8 (scenario "signature"). The
        comparison takes constant time.
        """
        import hmac  # late: few callers verify, and it loads all of hashlib

        signed = UUID(self.job_id).bytes + self.resume_id.to_bytes(4, "big") + (self.approver or "").encode()
        expected = hmac.digest(_arguments.check_text(workspace_key, "workspace_key").encode(), signed, "sha256").hex()
        return hmac.compare_digest(self.signature.lower(), expected)


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """The address of an approval page since 1.664: a flow, and a token that allows its holder to see it and vote."""

    base_url: str
    workspace: str
    flow: str
    token: str = field(repr=False)


Link = ResumeUrls | ResumeUrl | str
"""A link, as calls accept it: a minted set, a parsed URL, or the text of a URL."""


def parse_vote_link(link: object) -> ResumeUrl | ApprovalPage:
    """Return the URL or page that a vote through `link` goes to.

    Raises ConfigError for anything that is not a link; it names the accepted forms, never the link.
    """
    if isinstance(link, ResumeUrl):
        return link
    if isinstance(link, ResumeUrls):
        return _require_complete(link).parsed
    if isinstance(link, str):
        return _parse(link.strip())
    kind = type(link).__name__
    hint = "; wrap it: ResumeUrls(…)" if kind == "dict" else ""
    raise ConfigError(f"link must be ResumeUrls, a ResumeUrl or a string, got {kind}{hint}")


def parse_page_link(link: object) -> ApprovalPage:
    """Return the approval page of `link`, which is the page's URL or ResumeUrls of Windmill 1.664 or newer."""
    found = parse_vote_link(_require_complete(link).approval_page if isinstance(link, ResumeUrls) else link)
    if isinstance(found, ApprovalPage):
        return found
    raise ConfigError("link must be an approval page …/approve/WORKSPACE/FLOW?token=TOKEN (Windmill 1.664 or newer)")


def parse_signed_link(link: object) -> ResumeUrl:
    """Return the signed URL of `link`. Raises ConfigError for an approval page of 1.664 or newer, which has none."""
    found = parse_vote_link(link)
    if isinstance(found, ResumeUrl):
        return found
    raise ConfigError("link must be a signed resume or cancel URL; an approval page with ?token= is not one")


def _require_complete(urls: ResumeUrls) -> ResumeUrls:
    if isinstance(urls.get("resume"), str) and isinstance(urls.get("approvalPage"), str):
        return urls
    raise ConfigError("link must be ResumeUrls with 'resume' and 'approvalPage'")


def _parse(text: str) -> ResumeUrl | ApprovalPage:
    if found := re.fullmatch(VOTE_URL, text, re.ASCII):
        return ResumeUrl.parse(text)
    if found := re.fullmatch(_OLD_PAGE, text, re.ASCII):
        return ResumeUrl._from_parts(build_signed_url(found, "resume"))  # pyright: ignore[reportPrivateUsage]
    if found := re.fullmatch(_PAGE, text, re.ASCII):
        workspace = _arguments.check_segment(unquote(found["workspace"]), "workspace in the link")
        _arguments.check_job(found["flow"], "flow in the link")
        return ApprovalPage(found["base"], workspace, found["flow"], found["token"])
    raise ConfigError(f"link must be {_SHAPES}")
