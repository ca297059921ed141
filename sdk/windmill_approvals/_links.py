"""Approval links, in every form since Windmill 1.607: read one, write it, verify its signature. Makes no request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import parse_qsl, quote, unquote
from uuid import UUID

from . import _arguments
from ._environment import normalize_base_url
from ._errors import ConfigError
from ._tracebacks import short_tracebacks

Action = Literal["resume", "cancel"]

_ACTIONS: Final[tuple[str, ...]] = ("resume", "cancel")
# The patterns are compiled when they are first used: minting uses none, and compiling takes longer than minting.
_HEX_64: Final = "[0-9a-fA-F]{64}"
_BASE: Final = r"(?P<base>https?://[^?#\s]+?)"
_SIGNED: Final = r"(?P<job>[0-9a-fA-F-]{32,36})/(?P<resume_id>0|[1-9][0-9]{0,9})/(?P<signature>[0-9a-fA-F]{64})"
_QUERY: Final = r"(?:\?(?P<query>[^#\s]*))?"
_VOTE_URL: Final = rf"{_BASE}/api/w/(?P<workspace>[^/?#\s]+)/jobs_u/(?P<action>resume|cancel)/{_SIGNED}{_QUERY}"
_OLD_PAGE: Final = rf"{_BASE}/approve/(?P<workspace>[^/?#\s]+)/{_SIGNED}{_QUERY}"
_PAGE: Final = (
    rf"{_BASE}/approve/(?P<workspace>[^/?#\s]+)/(?P<flow>[0-9a-fA-F-]{{32,36}})\?token=(?P<token>[0-9a-fA-F]{{64}})"
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
        _arguments.check_segment(self.workspace, "workspace in the link")
        _arguments.check_job(self.job_id, "job_id in the link")
        _arguments.choose_resume_id(self.resume_id)
        _arguments.check_approver(self.approver, "approver in the link")
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
        if found := re.fullmatch(_VOTE_URL, _arguments.check_text(url, "url").strip(), re.ASCII):
            return cls._from_match(found, "cancel" if found["action"] == "cancel" else "resume")
        raise ConfigError("url must look like …/api/w/WORKSPACE/jobs_u/resume|cancel/JOB/RESUME_ID/SIGNATURE")

    @classmethod
    def _from_match(cls, found: re.Match[str], action: Action) -> ResumeUrl:
        return cls(
            base_url=found["base"],
            workspace=unquote(found["workspace"]),
            action=action,
            job_id=found["job"],
            resume_id=int(found["resume_id"]),
            approver=_read_approver(found["query"]),
            signature=found["signature"],
        )

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
    if found := re.fullmatch(_VOTE_URL, text, re.ASCII):
        return ResumeUrl.parse(text)
    if found := re.fullmatch(_OLD_PAGE, text, re.ASCII):
        return ResumeUrl._from_match(found, "resume")  # pyright: ignore[reportPrivateUsage]
    if found := re.fullmatch(_PAGE, text, re.ASCII):
        workspace = _arguments.check_segment(unquote(found["workspace"]), "workspace in the link")
        _arguments.check_job(found["flow"], "flow in the link")
        return ApprovalPage(found["base"], workspace, found["flow"], found["token"])
    raise ConfigError(f"link must be {_SHAPES}")


def _read_approver(query: str | None) -> str | None:
    if query is None:
        return None
    parameters = parse_qsl(query, keep_blank_values=True)
    if len(parameters) != 1 or parameters[0][0] != "approver":
        raise ConfigError("link must have no parameter but one ?approver=")
    return _arguments.check_approver(parameters[0][1], "approver in the link")
