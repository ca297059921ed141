"""The settings of a client, and what they mean for one call: which server, which workspace, which token.

The environment fills the gaps at each call. `repr` does not show the token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import _arguments, _environment
from ._errors import ConfigError
from ._exchange import Server

if TYPE_CHECKING:
    from typing import TypedDict
    from uuid import UUID

    from ._links import ApprovalPage, ResumeUrl

    class Options(TypedDict, total=False):
        """The options of `with_options`, each by its type."""

        base_url: str | None
        token: str | None
        workspace: str | None
        job_id: str | UUID | None
        timeout: float
        max_retries: int
        user_agent_suffix: str | None


OPTIONS: Final = ("base_url", "token", "workspace", "job_id", "timeout", "max_retries", "user_agent_suffix")
"""The options of `with_options`: arguments of the constructor that may change while connections are shared."""


class Settings:
    """The constructor's arguments, checked. None means: look in the environment when a call needs it."""

    __slots__ = (*OPTIONS, "_server")

    def __init__(
        self,
        base_url: str | None,
        token: str | None,
        workspace: str | None,
        job_id: str | UUID | None,
        timeout: float,
        max_retries: int,
        user_agent_suffix: str | None,
    ) -> None:
        if base_url:
            _environment.find_base_url(base_url)
        if token:
            _environment.find_token(token)
        if job_id:
            _arguments.check_job(job_id)
        if workspace:
            _arguments.check_segment(workspace, "workspace")
        _arguments.check_seconds(timeout, "timeout")
        _arguments.check_count(max_retries, "max_retries")
        suffix = _arguments.check_optional_text(user_agent_suffix, "user_agent_suffix")
        if suffix is not None and not (suffix.isascii() and suffix.isprintable()):
            raise ConfigError("user_agent_suffix must be printable ASCII")
        self.base_url = base_url
        self.token = token
        self.workspace = workspace
        self.job_id = job_id
        self.timeout = timeout
        self.max_retries = max_retries
        self.user_agent_suffix = user_agent_suffix
        complete = all(text and text.strip() for text in (base_url, token, workspace))
        self._server = self._read_server() if complete else None
        """The server that the arguments name, if they leave nothing to the environment."""

    def change(self, options: Options) -> Settings:
        """Return settings with other options. Raises ConfigError for one that cannot change, such as `transport`."""
        if unknown := sorted(set(options) - set(OPTIONS)):
            raise ConfigError(f"{unknown[0]} cannot be changed by with_options; it takes {', '.join(OPTIONS)}")
        changed: dict[str, Any] = {**{name: getattr(self, name) for name in OPTIONS}, **options}
        return Settings(**changed)

    def find_server(self) -> Server:
        """Return the server for a call that requires a login."""
        return self._server or self._read_server()

    def _read_server(self) -> Server:
        return Server(
            _environment.require_base_url(self.base_url),
            self._require_workspace(),
            _environment.require_token(self.token),
        )

    def find_server_of(self, link: ResumeUrl | ApprovalPage) -> Server:
        """Return the server for a link: the link's workspace on this client's server, with the token if there is one.

        A client without a server of its own uses the host in the link, and then never sends its token.
        """
        if self._server:
            return Server(self._server.base_url, link.workspace, self._server.token)
        base_url = _environment.find_base_url(self.base_url)
        if base_url:
            return Server(base_url, link.workspace, _environment.find_token(self.token))
        return Server(_environment.normalize_base_url(link.base_url, "base URL in the link"), link.workspace, None)

    def find_server_for_anyone(self) -> Server:
        """Return the server for a call that an approval token allows without a login."""
        return self._server or Server(
            _environment.require_base_url(self.base_url), self._require_workspace(), _environment.find_token(self.token)
        )

    def find_job(self, given: str | UUID | None) -> str:
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


def choose_timeout(given: float | None, default: float) -> float:
    """Return the timeout of one call: its own, or else the client's."""
    return default if given is None else _arguments.check_seconds(given, "timeout")
