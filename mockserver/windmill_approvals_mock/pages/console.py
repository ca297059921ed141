"""The console shows and controls everything in the mock from a browser.

This module has the console's addresses and buttons; each page is in a module of its own. The console acts as the
mock's admin, so only visitors whom `guard` lets through see it. Every form carries a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.definition import NotModelled
from windmill_approvals_mock.pages import job_page, journal_page, run_page, starting_page
from windmill_approvals_mock.pages.console_clock import UNITS, MockControls, NotAMove, move, read_clock
from windmill_approvals_mock.pages.console_page import ConsolePage, PageNotFound
from windmill_approvals_mock.pages.guard import may_see_console
from windmill_approvals_mock.pages.posted import FormTokens, PostedForm
from windmill_approvals_mock.pages.rendering import redirect, render_if_new, render_page
from windmill_approvals_mock.pages.run_list import RunList, Wanted
from windmill_approvals_mock.pages.signing_in import build_api, sign_in
from windmill_approvals_mock.wire.journal import Journal
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.refusals import on_the_wire
from windmill_approvals_mock.wire.rust.query_strings import pairs

TOKENS_FOR = "the console"
DONE = {
    "approved": "Approved.",
    "denied": "Denied.",
    "cancelled": "The run is cancelled.",
    "started": "The run has started.",
    "moved": "The clock is set.",
    "reset": "The mock is reset.",
}
"""What a button did, for the page that it leads to."""


class Console:
    """Answers at `/` and below `/console/`."""

    def __init__(
        self, handle: Callable[[Request], Response], world: World, journal: Journal, mock: MockControls
    ) -> None:
        self._handle = handle
        self._world = world
        self._journal = journal
        self._mock = mock
        self._run_list = RunList(world)
        self._tokens = FormTokens()

    def handle(self, request: Request) -> Response:
        """Return a page, a redirect after a button, or 401 with a sign-in form for other machines."""
        posted = PostedForm(request) if request.method == "POST" else None
        if posted is not None and not self._tokens.is_ours(request, posted, TOKENS_FOR):
            return _render_problem(
                403, "Not sent", "This form was not sent from the console itself. Open the console again."
            )
        if not may_see_console(self._world, request):
            return self._ask_to_sign_in(request, posted)
        if request.method not in {"GET", "HEAD", "POST"}:
            return _render_problem(405, "Not possible", "The console takes only GET and POST.")
        try:
            if posted is not None:
                return self._act(request, posted)
            return self._show(request)
        except PageNotFound as error:
            return _render_problem(404, "Not there", str(error))
        except NotAMove as error:
            return _render_problem(400, "Not possible", str(error))
        except NotModelled as error:
            return _render_problem(400, "Not modelled", str(error))
        except Refusal as refusal:
            return _render_problem(400, "Refused", on_the_wire(refusal, self._world.version).text)

    def _ask_to_sign_in(self, request: Request, posted: PostedForm | None) -> Response:
        notice = ""
        if posted is not None and posted.get_text("act") == "sign-in":
            answer = sign_in(build_api(self._handle, request), posted, request.path)
            if answer is not None:
                return answer
            notice = "The e-mail address or the password is wrong."
        return render_page("console_sign_in.html", 401, form_token=self._tokens.make(TOKENS_FOR), notice=notice)

    # -- looking ---------------------------------------------------------------------------
    def _show(self, request: Request) -> Response:
        query = dict(pairs(request.query))
        shown = self._find_page(request, query)
        return self._render(request, shown, query)

    def _find_page(self, request: Request, query: dict[str, str]) -> ConsolePage:
        path = request.path
        if path == "/":
            return self._list_runs(query)
        if match := re.fullmatch(r"/console/runs/([^/]+)", path):
            return run_page.show(self._world, match[1])
        if match := re.fullmatch(r"/console/jobs/([^/]+)", path):
            return job_page.show(self._world, match[1])
        if path == "/console/start":
            return starting_page.show_flows(self._world)
        if match := re.fullmatch(r"/console/start/([^/]+)/(.+)", path):
            return starting_page.show_form(self._world, match[1], match[2])
        if path == "/console/journal":
            return journal_page.show(self._journal, query)
        if match := re.fullmatch(r"/console/journal/(\d{1,9})", path):
            return journal_page.show_entry(self._journal, int(match[1]))
        raise PageNotFound("The console has no such page.")

    def _list_runs(self, query: dict[str, str]) -> ConsolePage:
        number = query.get("page", "1")
        wanted = Wanted(
            query.get("q", "").strip(),
            query.get("state", ""),
            query.get("workspace", ""),
            max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
        )
        kept = {name: query[name] for name in ("q", "state", "workspace") if query.get(name)}
        values = {"wanted": wanted, "workspaces": list(self._world.workspaces.by_id())}
        has_flows = any(workspace.catalog.flows for workspace in self._world.workspaces.by_id().values())
        listed = self._run_list.list_runs(wanted)
        return ConsolePage("runs.html", {**values, "listed": listed, "kept": urlencode(kept), "has_flows": has_flows})

    def _render(self, request: Request, shown: ConsolePage, query: dict[str, str], status: int = 200) -> Response:
        clock = read_clock(self._world)
        values: dict[str, Any] = {
            "clock": clock,
            "units": list(UNITS),
            "form_token": self._tokens.make(TOKENS_FOR),
            "here": f"{request.path}?{request.query}" if request.query else request.path,
            "did": DONE.get(query.get("did", ""), ""),
            "section": "journal" if "journal" in request.path else "start" if "start" in request.path else "runs",
            "version": f"{self._world.version} {self._world.edition}",
            **shown.values,
        }
        if status != 200 or request.method == "POST":
            return render_page(shown.template, status, **values)
        known = request.headers.get("if-none-match")
        return render_if_new(shown.template, known, clock_tag=clock.tag, **values)

    # -- acting ----------------------------------------------------------------------------
    def _act(self, request: Request, posted: PostedForm) -> Response:
        path = request.path
        if path == "/console/clock":
            move(self._mock, posted)
            return redirect(_tell_done(_keep_local(posted.get_text("back")), "moved"))
        if path == "/console/reset":
            self._mock.reset()
            return redirect(_tell_done("/", "reset"))
        if match := re.fullmatch(r"/console/runs/([^/]+)", path):
            return self._act_on_run(request, match[1], posted)
        if match := re.fullmatch(r"/console/start/([^/]+)/(.+)", path):
            started = starting_page.start(self._world, match[1], match[2], posted)
            if isinstance(started, ConsolePage):
                return self._render(request, started, {}, 400 if started.values["wrong"] else 200)
            return redirect(_tell_done(f"/console/runs/{started}", "started"))
        raise PageNotFound("The console has no such button.")

    def _act_on_run(self, request: Request, run: str, posted: PostedForm) -> Response:
        match posted.get_text("act"):
            case "approve" | "deny" as act:
                run_page.vote(self._world, run, posted, approved=act == "approve")
                return redirect(_tell_done(request.path, "approved" if act == "approve" else "denied"))
            case "cancel":
                run_page.cancel(self._world, run, posted)
                return redirect(_tell_done(request.path, "cancelled"))
            case "again":
                return redirect(_tell_done(f"/console/runs/{run_page.run_again(self._world, run)}", "started"))
            case "links":
                # This page only answers the button. No address shows it, because it shows links.
                return self._render(request, run_page.show_links(self._world, run, posted), {})
            case _:
                raise PageNotFound("The console has no such button.")


def _keep_local(path: str) -> str:
    """Return `path` if it is a page of the console, else the console's first page."""
    return path if path == "/" or path.startswith(("/?", "/console/")) else "/"


def _tell_done(path: str, did: str) -> str:
    address, _, query = path.partition("?")
    kept = [(name, value) for name, value in pairs(query) if name != "did"]
    return f"{quote(address, safe='/%')}?{urlencode([*kept, ('did', did)])}"


def _render_problem(status: int, heading: str, problem: str) -> Response:
    return render_page("problem.html", status, heading=heading, problem=problem, back="/")
