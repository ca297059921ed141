"""The wire cases: a call in an environment, and why ours differs where it does.

Knows the calls by wmill's names; does not know what anybody sends, which is recorded. The numbers are those of the
comparison this project began with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNKNOWN_JOB = "99999999-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Canned:
    """What the server answers instead of the mock."""

    status: int
    body: str = ""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    number: int
    title: str
    function: str = "get_resume_urls"
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str | None] = field(default_factory=dict)
    """Beside a complete one; None takes a variable away. `{base}` stands for the server's address."""
    canned: Canned | None = None
    why: str = ""
    """Why what ours sends is not what all official clients send; empty where it is."""
    twice: str = ""
    """The call is made again after this variable was set to `other`, or, for `seed`, after seeding `random` alike."""


_EMPTY = "no `approver=` unless one was given (P1)"
_QUOTING = "the official clients differ from each other; ours is what `encodeURIComponent` makes, under any httpx (P7)"
_CHECKED = "refused before anything is sent, naming what is wrong"
_SLACK = {"slack_resource_path": "u/a/s", "channel_id": "C 1"}
_TEAMS = {"team_name": "T", "channel_name": "C"}

CASES: tuple[Case, ...] = (
    Case(1, "no arguments", why=_EMPTY),
    Case(2, 'approver="alice"', args=("alice",)),
    Case(
        3,
        'approver=""',
        args=("",),
    ),
    Case(4, "flow_level=True", kwargs={"flow_level": True}, why=_EMPTY),
    Case(5, "flow_level=False", kwargs={"flow_level": False}, why=_EMPTY),
    Case(6, 'approver="a b+c&d=e/é@x.com", flow level', args=("a b+c&d=e/é@x.com", True), why=_QUOTING),
    Case(7, 'approver="it\'s (ok)!*~,;:$"', args=("it's (ok)!*~,;:$",), why=_QUOTING),
    Case(
        8,
        'WM_WORKSPACE="my ws/x?y#z"',
        args=("al",),
        environment={"WM_WORKSPACE": "my ws/x?y#z"},
        why=f"{_CHECKED}; theirs cut the URL at `?` and `#`",
    ),
    Case(9, "no WM_JOB_ID", environment={"WM_JOB_ID": None}, why=f"{_CHECKED} (P3)"),
    Case(10, 'WM_JOB_ID=""', environment={"WM_JOB_ID": ""}, why=f"{_CHECKED}: empty is unset (P3)"),
    Case(11, "no WM_WORKSPACE", environment={"WM_WORKSPACE": None}, why=f"{_CHECKED} (P4)"),
    Case(12, "no WM_TOKEN", environment={"WM_TOKEN": None}, why=f"{_CHECKED} (P5)"),
    Case(
        13, "BASE_INTERNAL_URL ends in /", environment={"BASE_INTERNAL_URL": "{base}/"}, why="no `//api` goes out (P6)"
    ),
    Case(14, 'WM_TOKEN=""', environment={"WM_TOKEN": ""}, why=f"{_CHECKED}: empty is unset (P5)"),
    Case(
        15,
        "WM_TOKEN ends in a line break",
        args=("al",),
        environment={"WM_TOKEN": "parity-token\n"},
        why="the line break is dropped, as in TypeScript; wmill sends nothing (P5)",
    ),
    Case(16, "no address at all", environment={"BASE_INTERNAL_URL": None}),
    Case(
        17,
        "BASE_INTERNAL_URL ends in /api",
        args=("al",),
        environment={"BASE_INTERNAL_URL": "{base}/api"},
        why="no `/api/api` goes out (P6)",
    ),
    Case(
        18,
        "only WM_BASE_URL",
        args=("al",),
        environment={"BASE_INTERNAL_URL": None, "WM_BASE_URL": "{base}"},
        why="as wmill; windmill-client does not read it and asks port 8000 of this machine (P6)",
    ),
    Case(
        19,
        "only BASE_URL",
        args=("al",),
        environment={"BASE_INTERNAL_URL": None, "BASE_URL": "{base}"},
        why="as windmill-client; wmill does not read it (P6)",
    ),
    Case(
        20,
        "the server answers 302",
        args=("al",),
        canned=Canned(302, headers=(("location", "elsewhere"),)),
        why="a redirect is not followed, as in wmill: it would carry the token elsewhere (P9)",
    ),
    Case(21, "the server answers 200 with a text", args=("al",), canned=Canned(200, "hello", "text/plain")),
    Case(22, "the server answers 204", args=("al",), canned=Canned(204)),
    Case(23, "get_approval_urls()", "get_approval_urls"),
    Case(
        24,
        'step_key="a b%2Fc#d?é", approver="bob"',
        "get_approval_urls",
        ("a b%2Fc#d?é", "bob"),
        why="as wmill; windmill-client cuts the URL at `#`, and loses the approver with it (P7)",
    ),
    Case(25, 'step_key=""', "get_approval_urls", ("",)),
    Case(
        26,
        "get_approval_urls() without WM_JOB_ID",
        "get_approval_urls",
        environment={"WM_JOB_ID": None},
        why=f"{_CHECKED} (P3)",
    ),
    Case(
        27,
        'Slack, default_args_json={"k": 1, "u": "é"}',
        "request_interactive_slack_approval",
        kwargs={**_SLACK, "default_args_json": {"k": 1, "u": "é"}},
        why="the official clients write the JSON and quote `/` differently; the server reads all alike (P7)",
    ),
    Case(
        28,
        "Slack without WM_FLOW_STEP_ID",
        "request_interactive_slack_approval",
        kwargs=_SLACK,
        environment={"WM_FLOW_STEP_ID": None},
        why=f"{_CHECKED}: the server wants it (P12)",
    ),
    Case(
        29,
        "Slack outside a flow",
        "request_interactive_slack_approval",
        kwargs=_SLACK,
        environment={"WM_FLOW_JOB_ID": None, "WM_FLOW_STEP_ID": None},
    ),
    Case(
        30,
        "Slack with everything",
        "request_interactive_slack_approval",
        kwargs={**_SLACK, "message": "pay?", "approver": "bob", "dynamic_enums_json": {"f": ["x", "y"]}},
        why="the official clients write the JSON and quote `/` differently; the server reads all alike (P7)",
    ),
    Case(
        31,
        "Teams",
        "request_interactive_teams_approval",
        kwargs={**_TEAMS, "approver": "bob"},
        why="as windmill-client; wmill has no such function (P13)",
    ),
    Case(
        32,
        "Teams with everything",
        "request_interactive_teams_approval",
        kwargs={**_TEAMS, "message": "pay?", "approver": "bob", "default_args_json": {"k": 1}},
        why="as windmill-client; wmill has no such function (P13)",
    ),
    Case(33, "an unknown token", args=("al",), environment={"WM_TOKEN": "nobody"}),
    Case(34, "flow level of an unknown job", args=("al", True), environment={"WM_JOB_ID": UNKNOWN_JOB}),
    Case(
        35,
        "the server answers 429",
        args=("al",),
        canned=Canned(429, "slow down", "text/plain", (("retry-after", "0"),)),
        why="minting is repeated twice, with the same resume id (P11)",
    ),
    Case(
        36,
        "the server answers 503",
        args=("al",),
        canned=Canned(503, "later", "text/plain", (("retry-after", "0"),)),
        why="minting is repeated twice, with the same resume id (P11)",
    ),
    Case(37, "the server answers 500", args=("al",), canned=Canned(500, "Error: no", "text/plain")),
    Case(38, "the server answers {}", args=("al",), canned=Canned(200, "{}")),
    Case(
        39,
        'WM_JOB_ID="../../x"',
        args=("x",),
        environment={"WM_JOB_ID": "../../x"},
        why=f"{_CHECKED}: theirs climbs to another endpoint",
    ),
    Case(
        40,
        "WM_JOB_ID in capital letters",
        args=("al",),
        environment={"WM_JOB_ID": "{JOB}"},
        why="ids are sent in the form that Windmill itself writes",
    ),
    Case(41, "approver=0", args=(0,), why=f"{_CHECKED} (P17)"),
    Case(42, 'flow_level="yes"', args=("al", "yes"), why=f"{_CHECKED} (P17)"),
    Case(43, "an approver of 1001 characters", args=("x" * 1001,), why=f"{_CHECKED}: its vote could not be stored"),
    Case(
        44,
        "WM_WORKSPACE changes between two calls",
        args=("al",),
        twice="WM_WORKSPACE",
        why="as windmill-client; wmill stays with the first (P14)",
    ),
    Case(
        45,
        "random is seeded alike before two calls",
        args=("al",),
        twice="seed",
        why="two calls are two votes; with wmill they are one (P2)",
    ),
    Case(46, 'approver=["a", "b"]', args=(["a", "b"],), why=f"{_CHECKED} (P17)"),
)
