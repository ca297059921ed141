"""The mock's own endpoints, below `/_mock/`, for tests in any language: time, stubs, faults and what happened.

They offer a mock's methods as JSON (described in `control-openapi.yaml`), never below `/api`. They hand out unmasked
links and run nothing, so they answer only this machine or requests with the key.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from windmill_approvals_mock.pages.guard import is_from_here, is_of_own_page
from windmill_approvals_mock.testing.control_bodies import openapi_text, read_body, read_query
from windmill_approvals_mock.testing.minted_links import MintedLink
from windmill_approvals_mock.testing.run_view import RunView
from windmill_approvals_mock.wire import answers
from windmill_approvals_mock.wire.job_views import moment
from windmill_approvals_mock.wire.journal import Entry
from windmill_approvals_mock.wire.listing_routes import list_operations
from windmill_approvals_mock.wire.messages import Request, Response

CONTROL = "/_mock/"
KEY_HEADER = "x-mock-key"
JSON = Any

MOST_RUNS = 1000
"""In one answer. A mock that people leave running has many more."""
LONGEST_BODY = 200_000
"""Bytes of a body or an answer in the journal: longer ones take long to mask, and a part may end in half a token."""
LEFT_OUT = f"(left out: it has more than {LONGEST_BODY} bytes)"


class Controlled(Protocol):
    """What the endpoints need from a mock. `MockWindmill` describes each member."""

    @property
    def now(self) -> datetime: ...
    @property
    def is_frozen(self) -> bool: ...
    @property
    def unused_stubs(self) -> Sequence[str]: ...
    @property
    def minted(self) -> Sequence[MintedLink]: ...
    @property
    def journal(self) -> Iterable[Entry]: ...

    def list_runs(self, limit: int, skip: int) -> Sequence[RunView]: ...
    def run(self, job: str, /) -> RunView: ...
    def reset(self) -> None: ...
    def advance(self, seconds: float, /) -> None: ...
    def advance_to_next_event(self) -> float | None: ...
    def freeze(self) -> None: ...
    def run_clock(self) -> None: ...
    def stub(
        self,
        target: str,
        /,
        *,
        result: JSON = None,
        results: Sequence[JSON] | None = None,
        error: str | None = None,
        takes: float = 0,
    ) -> None: ...
    def fault(
        self,
        *,
        operation: str | None = None,
        status: int | None = None,
        body: JSON = None,
        retry_after: float | None = None,
        reset: bool = False,
        lose_reply: bool = False,
        half_body: bool = False,
        latency: float = 0,
        bytes_per_second: float | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None: ...
    def clear_faults(self) -> None: ...


class Control:
    """Answers below `/_mock/` for one mock."""

    def __init__(self, mock: Controlled, key: str | None) -> None:
        """Raise ValueError if a header cannot hold `key`."""
        if key is not None and not can_be_in_a_header(key):
            raise ValueError("a control key must be ASCII text, not empty, and must not start or end with a space")
        self._mock = mock
        self._key = key
        self._routes: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "openapi.yaml"): self._describe,
            ("GET", "operations"): lambda _: answers.value([asdict(one) for one in list_operations()]),
            ("POST", "reset"): self._reset,
            ("GET", "clock"): self._show_clock,
            ("POST", "clock"): self._set_clock,
            ("GET", "stubs"): lambda _: answers.value({"unused": self._mock.unused_stubs}),
            ("POST", "stubs"): self._add_stub,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "minted"): self._show_minted,
            ("GET", "journal"): self._show_journal,
            ("GET", "runs"): self._show_runs,
        }

    def handle(self, request: Request) -> Response:
        """Return the answer; if the request is wrong, 400, 403, 404 or 405 with a sentence that says why."""
        if not self._may_ask(request):
            sentence = (
                "The mock's own endpoints answer only this machine, or requests with its key in X-Mock-Key "
                "(see `windmill-approvals help run-a-shared-server`).\n"
            )
            return answers.text(sentence, 403)
        name = request.path.removeprefix(CONTROL)
        try:
            if name.startswith("runs/") and request.method == "GET":
                return answers.value(_run(self._mock.run(name.removeprefix("runs/"))))
            handler = self._routes.get((request.method, name))
            if handler is None:
                known = sorted({known for _, known in self._routes})
                status = 405 if name in known else 404
                problem = f"{request.path} does not take {request.method}" if status == 405 else "no such endpoint"
                return answers.text(f"{problem}; there are {', '.join(CONTROL + one for one in known)}\n", status)
            return handler(request)
        except LookupError as error:
            return answers.text(f"{error}\n", 404)
        except ValueError as error:
            return answers.text(f"{error}\n", 400)

    def _may_ask(self, request: Request) -> bool:
        if not is_of_own_page(request):
            return False
        if self._key is not None:
            return hmac.compare_digest(request.headers.get(KEY_HEADER, "").encode(), self._key.encode())
        return is_from_here(request)

    # -- one endpoint each -----------------------------------------------------------------
    def _describe(self, _: Request) -> Response:
        return Response(200, openapi_text(), "application/yaml")

    def _reset(self, _: Request) -> Response:
        self._mock.reset()
        return Response(204)

    def _show_clock(self, _: Request) -> Response:
        return answers.value({"now": moment(self._mock.now), "frozen": self._mock.is_frozen})

    def _set_clock(self, request: Request) -> Response:
        asked = read_body(request.body, "ClockChange")
        given = list(asked)
        if len(given) != 1 or asked.get("advance_to_next_event") is False:
            raise ValueError("give one of advance (seconds), advance_to_next_event (true) and frozen (true or false)")
        if given == ["advance"]:
            self._mock.advance(asked["advance"])
        elif given == ["advance_to_next_event"]:
            self._mock.advance_to_next_event()
        elif asked["frozen"]:
            self._mock.freeze()
        else:
            self._mock.run_clock()
        return self._show_clock(request)

    def _add_stub(self, request: Request) -> Response:
        asked = read_body(request.body, "Stub")
        self._mock.stub(asked.pop("target"), **asked)
        return Response(204)

    def _add_fault(self, request: Request) -> Response:
        self._mock.fault(**read_body(request.body, "Fault"))
        return Response(204)

    def _clear_faults(self, _: Request) -> Response:
        self._mock.clear_faults()
        return Response(204)

    def _show_minted(self, _: Request) -> Response:
        """Return the links unmasked, because the caller wants to click them."""
        return answers.value(
            [
                {
                    "urls": dict(link.urls),
                    "approver": link.approver,
                    "flow_level": link.flow_level,
                    "resume_id": link.resume_id,
                    "job_id": link.job_id,
                    "step_id": link.step_id,
                    "flow_id": link.flow_id,
                    "by": link.by,
                    "at": moment(link.at),
                }
                for link in self._mock.minted
            ]
        )

    def _show_runs(self, request: Request) -> Response:
        asked = read_query(request.query, "/runs")
        runs = self._mock.list_runs(asked.get("limit", MOST_RUNS), asked.get("skip", 0))
        return answers.value([_run(view) for view in runs])

    def _show_journal(self, _: Request) -> Response:
        return answers.value(
            [
                {
                    "number": entry.number,
                    "at": moment(entry.at),
                    "operation": entry.operation,
                    "caller": entry.caller,
                    "method": entry.method,
                    "path": entry.path,
                    "query": entry.query,
                    "body": entry.body if len(entry.request.body) <= LONGEST_BODY else LEFT_OUT,
                    "status": entry.status,
                    "answer": entry.answer if len(entry.response.body) <= LONGEST_BODY else LEFT_OUT,
                }
                for entry in self._mock.journal
            ]
        )


def can_be_in_a_header(text: str) -> bool:
    """Whether every client can send `text` as a header unchanged: ASCII, not empty, no space at either end."""
    return bool(text) and text == text.strip() and all(" " <= character <= "~" for character in text)


def _run(view: RunView) -> JSON:
    return {
        "id": view.id,
        "path": view.path,
        "status": view.status,
        "waiting_at": view.waiting_at,
        "votes_missing": view.votes_missing,
        "votes": [
            {"approver": vote.approver, "approved": vote.approved, "payload": vote.payload, "step_id": vote.step_id}
            for vote in view.votes
        ],
        "result": view.result,
        "picture": view.picture,
    }
