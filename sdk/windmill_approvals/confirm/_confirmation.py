"""The confirmation page of an application, for WSGI and ASGI, and the links that lead to it."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from windmill_approvals import _arguments, _clock
from windmill_approvals._environment import normalize_url
from windmill_approvals._errors import ConfigError
from windmill_approvals._links import Link, parse_signed_link
from windmill_approvals._tracebacks import short_tracebacks

from ._answering import Site, answer
from ._doors import live, read_asgi, read_wsgi, send_asgi, send_wsgi
from ._tickets import Ticket, derive_key, derive_key_resume_id, derive_resume_id, seal

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

    from windmill_approvals._async_client import AsyncWindmill
    from windmill_approvals._client import Windmill
    from windmill_approvals._settings import Settings

    from ._doors import Receive, Send

Secrets: TypeAlias = "str | bytes | Sequence[str | bytes]"
SHORTEST_SECRET: Final = 32
A_WEEK: Final = 7 * 24 * 60 * 60


@short_tracebacks
class _Links:
    """The address of the page, and how its links are made."""

    def __init__(self, settings: Settings, url: str, secret: Secrets, timeout: float) -> None:
        self._settings = settings
        self._timeout = _arguments.check_seconds(timeout, "timeout")
        self._site = Site(_check_page_url(url), _check_secrets(secret))

    def link(self, urls: Link, *, expires_in: float = A_WEEK, step_key: str | None = None) -> str:
        """Return the URL to mail to the approver of `urls`. Opening it shows the page, and never votes.

        The URL contains nothing of Windmill's signature. It works only at this application's server and workspace.
        Makes no request.

        An approver has **one** vote for each job: the resume id comes from the job and the name, not from `urls`. So
        links that are made or mailed twice are one vote. The name is the identity: give each person their own.

        Args:
            urls: A ResumeUrls, or one of its signed URLs. It must name an approver.
            expires_in: Seconds that the URL works.
            step_key: The key of the approval, for a workflow written as code. There the vote belongs to the step,
                not to a person: the first answer decides.

        Raises:
            ConfigError: `urls` is an approval page of 1.664 or newer, which is not personal; or it names no approver,
                or belongs to another workspace or another `step_key`.
        """
        url = parse_signed_link(urls)
        approver = url.approver
        if approver is None or not approver.strip():
            raise ConfigError("urls must be minted for an approver: get_resume_urls('alice', …)")
        workspace = self._settings.find_server().workspace
        if url.workspace != workspace:
            raise ConfigError(f"urls must be of this client's workspace {workspace!r}, got {url.workspace!r}")
        job = UUID(url.job_id)
        if step_key is None:
            resume_id = derive_resume_id(job, approver)
        else:
            resume_id = derive_key_resume_id(_arguments.check_segment(step_key, "step_key"))
            if url.resume_id != resume_id:
                raise ConfigError(f"step_key must be the key that urls were minted for, got {step_key!r}")
        expires = int(_clock.now() + _arguments.check_seconds(expires_in, "expires_in"))
        if expires >= 2**40:
            raise ConfigError("expires_in must be a number of seconds below thousands of years")
        text = seal(Ticket(job, resume_id, approver, expires), derive_key(self._site.secrets[0], workspace))
        return f"{self._site.url}?token={text}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.describe()}, url={self._site.url!r})"


@short_tracebacks
class Confirmation(_Links):
    """A page on which people approve and deny, as a WSGI application. For asyncio, use `AsyncConfirmation`.

    Args:
        windmill: The application's client. The page reads and votes at its server and in its workspace, with its
            login, which must be allowed to read the flows and to mint their links. You close the client.
        url: The address at which people reach the page.
        secret: At least 32 bytes that authenticate the links, the same in all processes of the application. A list
            replaces a secret while links are out: the first makes links, and links of each work.
        timeout: Seconds for each request to the server.

    Raises:
        ConfigError: An argument is wrong.
    """

    def __init__(self, windmill: Windmill, *, url: str, secret: Secrets, timeout: float = 10.0) -> None:
        super().__init__(windmill._settings, url, secret, timeout)
        self._windmill = windmill

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI request."""
        plan = answer(self._settings, self._site, read_wsgi(environ))
        return send_wsgi(self._windmill._run(plan, self._timeout), start_response)


@short_tracebacks
class AsyncConfirmation(_Links):
    """Like `Confirmation`, as an ASGI application. FastAPI and Starlette: `app.mount("/approvals", confirmation)`."""

    def __init__(self, windmill: AsyncWindmill, *, url: str, secret: Secrets, timeout: float = 10.0) -> None:
        super().__init__(windmill._settings, url, secret, timeout)
        self._windmill = windmill

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer an ASGI request."""
        if scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["type"] == "http":
            request = await read_asgi(scope, receive)
            if request is not None:
                plan = answer(self._settings, self._site, request)
                await send_asgi(await self._windmill._run(plan, self._timeout), send)
        else:
            await send({"type": "websocket.close", "code": 1000})


def _check_secrets(secret: Secrets) -> tuple[bytes, ...]:
    given: Sequence[object] = secret if isinstance(secret, list | tuple) else [secret]
    secrets = tuple(map(_encode_secret, given))
    if not secrets or min(map(len, secrets)) < SHORTEST_SECRET:
        raise ConfigError(
            f"secret must be at least {SHORTEST_SECRET} bytes that nobody can guess: secrets.token_hex(32)"
        )
    return secrets


def _encode_secret(secret: object) -> bytes:
    if isinstance(secret, str):
        return secret.encode("utf-8", "surrogatepass")
    return secret if isinstance(secret, bytes) else b""


def _check_page_url(url: str) -> str:
    slash = "/" if _arguments.check_text(url, "url").strip().endswith("/") else ""
    return normalize_url(url, "url") + slash
