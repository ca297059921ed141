"""The settings of a client, and what they mean for one call: which server, which workspace, which token.

The environment fills the gaps at each call. `repr` does not show the token.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict
from uuid import UUID

from . import _arguments, _environment
from ._errors import ConfigError
from ._exchange import Server
from ._links import ApprovalPage, ResumeUrl


class Options(TypedDict, total=False):
    """The options of `with_options`: arguments of the constructor that may change while connections are shared."""

    base_url: str | None
    token: str | None
    workspace: str | None
    job_id: str | UUID | None
    timeout: float
    max_retries: int
    user_agent_suffix: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The constructor's arguments, checked. None means: look in the environment when a call needs it."""

    base_url: str | None
    token: str | None = field(repr=False)
    workspace: str | None
    job_id: str | UUID | None
    timeout: float
    max_retries: int
    user_agent_suffix: str | None

    def __post_init__(self) -> None:
        if self.base_url:
            _environment.find_base_url(self.base_url)
        if self.token:
            _environment.find_token(self.token)
        if self.job_id:
            _arguments.check_job(self.job_id)
        if self.workspace:
            _arguments.check_segment(self.workspace, "workspace")
        _arguments.check_seconds(self.timeout, "timeout")
        _arguments.check_count(self.max_retries, "max_retries")
        suffix = _arguments.check_optional_text(self.user_agent_suffix, "user_agent_suffix")
        if suffix is not None and not (suffix.isascii() and suffix.isprintable()):
            raise ConfigError("user_agent_suffix must be printable ASCII")

    def find_server(self) -> Server:
        """Return the server for a call that requires a login."""
        return Server(
            _environment.require_base_url(self.base_url),
            self._require_workspace(),
            _environment.require_token(self.token),
        )

    def find_server_of(self, link: ResumeUrl | ApprovalPage) -> Server:
        """Return the server for a link: the link's workspace on this client's server, with the token if there is one.

        A client without a server of its own uses the host in the link, and then never sends its token.
        """
        base_url = _environment.find_base_url(self.base_url)
        if base_url:
            return Server(base_url, link.workspace, _environment.find_token(self.token))
        return Server(_environment.normalize_base_url(link.base_url, "base URL in the link"), link.workspace, None)

    def find_server_for_anyone(self) -> Server:
        """Return the server for a call that an approval token allows without a login."""
        return Server(
            _environment.require_base_url(self.base_url), self._require_workspace(), _environment.find_token(self.token)
        )

    def find_job(self, given: str | UUID | None) -> UUID:
        """Return the job that a call is about: the call's argument, or the client's, or WM_JOB_ID."""
        if given is not None:
            return _arguments.check_job(given)
        if self.job_id:
            return _arguments.check_job(self.job_id)
        return _arguments.check_job(_environment.require_job_id(), "WM_JOB_ID")

    def _require_workspace(self) -> str:
        name = "workspace" if self.workspace else "WM_WORKSPACE"
        return _arguments.check_segment(_environment.require_workspace(self.workspace), name)

    def describe(self) -> str:
        """Return the settings for a client's repr, with the token hidden."""
        parts = {"base_url": self.base_url, "workspace": self.workspace, "job_id": self.job_id}
        texts = [f"{name}={str(value)!r}" for name, value in parts.items() if value]
        return ", ".join([*texts, *(["token=<hidden>"] if self.token else [])])


def check_options(options: Options) -> Options:
    """Return the options of `with_options`. Raises ConfigError for one that it cannot change, such as `transport`."""
    unknown = sorted(set(options) - set(Options.__annotations__))
    if unknown:
        raise ConfigError(
            f"{unknown[0]} cannot be changed by with_options; it takes {', '.join(Options.__annotations__)}"
        )
    return options


def choose_timeout(given: float | None, default: float) -> float:
    """Return the timeout of one call: its own, or else the client's."""
    return default if given is None else _arguments.check_seconds(given, "timeout")
