"""tests/parity/parity.md, made of what was recorded.

Knows Markdown, and of each known break between the official clients what became of it here.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.parity.official import NODE_FOLDER, ROOT
from tests.parity.wire.cases import CASES
from tests.parity.wire.comparing import SAME, Compared, compared
from tests.parity.wire.recording import CLIENTS, Recording, record

PAGE = Path(__file__).parents[1] / "parity.md"

PURPOSE, NOT_BOTH = "differs on purpose", "can't be the same as both"

BREAKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "P1",
        "no approver given",
        NOT_BOTH,
        "sends none, as windmill-client: with wmill's `approver=` a click without a "
        'login is recorded as "" instead of anonymous (cases 1, 4, 5)',
    ),
    (
        "P2",
        "resume id",
        PURPOSE,
        "from `secrets`, 32 bits: seeding `random` must not make two links one vote (case 45)",
    ),
    ("P3", "no job id", PURPOSE, "an error that names `WM_JOB_ID`, before anything is sent (cases 9, 10, 26)"),
    ("P4", "no workspace", PURPOSE, "an error that names `WM_WORKSPACE` (case 11)"),
    (
        "P5",
        "token missing, empty or with a line break",
        PURPOSE,
        "an error that names `WM_TOKEN`; a line break is dropped (cases 12, 14, 15)",
    ),
    (
        "P6",
        "base URL",
        NOT_BOTH,
        "all three variables count, wmill's two before windmill-client's own; `/` and `/api` at "
        "the end are dropped (cases 13, 16 to 19)",
    ),
    (
        "P7",
        "quoting",
        NOT_BOTH,
        "every reserved character, as RFC 3986 has it, under any httpx; the server reads all "
        "alike (cases 6, 7, 24, 27, 30)",
    ),
    (
        "P8",
        "types of errors",
        NOT_BOTH,
        "one tree, each class an `Exception`; an answer that is not what was asked for "
        "is `ResponseInvalid`, never a wrong value (cases 21, 22, 38)",
    ),
    (
        "P9",
        "redirects and proxies",
        NOT_BOTH,
        "not followed, as wmill (case 20); a proxy is used, but not for loopback",
    ),
    ("P10", "timeout", PURPOSE, "30 s, to be changed; wmill waits 900 s, windmill-client for ever"),
    ("P11", "retries", PURPOSE, "two, where repeating is harmless, with the same resume id (cases 35, 36)"),
    ("P12", "Slack", PURPOSE, "an error without `WM_FLOW_STEP_ID`, as windmill-client (cases 28, 29)"),
    ("P13", "Teams", NOT_BOTH, "there, as in windmill-client (cases 31, 32)"),
    ("P14", "when variables are read", NOT_BOTH, "at each call, all of them (case 44)"),
    (
        "P15",
        "headers",
        NOT_BOTH,
        "`Authorization` alike; `Accept: */*` as wmill, and no content type on a GET, as windmill-client; the server "
        "looks at neither",
    ),
    (
        "P16",
        "waiting",
        PURPOSE,
        "asks for a limit and never cancels; wmill cancels the job at its limit and at exit, "
        "windmill-client waits for ever",
    ),
    ("P17", "arguments of wrong types", PURPOSE, "refused before anything is sent (cases 41, 42, 46)"),
    (
        "P18",
        "windmill-api's answers",
        PURPOSE,
        "a refusal is an error, never `None`; what servers answer can be read, `null`s included",
    ),
)

HEAD = """\
# Parity with Windmill's own clients

`make parity` makes this page: it runs wmill {wmill} (PyPI) and windmill-client {node} (npm), both unmodified, and
`windmill_approvals`, in an environment a step has, and writes down what each sends to the mock server. `$job` is the
step's job, `$id1` the first resume id that was sent, which is random. In brackets: how the call ended.

{summary}

## The cases
"""


def page(recording: Recording) -> str:
    cases = [compared(case, recording) for case in CASES]
    same = sum(case.likeness == SAME for case in cases)
    summary = (
        f"Of {len(cases)} cases {same} are the same on the wire in all three. In the others the official clients\n"
        "differ from each other, or ours differs on purpose; each says why."
    )
    versions = {"wmill": _version_of_wmill(), "node": _version_of_windmill_client()}
    parts = [HEAD.format(summary=summary, **versions), *(_case(case) for case in cases), _breaks()]
    return "\n".join(parts)


def _case(case: Compared) -> str:
    why = f": {case.case.why}" if case.case.why else ""
    lines = [f"### {case.case.number}. {_plain(case.case.title)}", "", f"**{case.likeness}**{why}", "", "```"]
    width = max(len(client) for client in CLIENTS)
    for client in CLIENTS:
        sent = case.lines[client] or ("(nothing)",)
        ended = ", ".join(case.outcomes[client])
        lines += [f"{client:{width}}  {line}" for line in sent[:-1]] + [f"{client:{width}}  {sent[-1]}  [{ended}]"]
    return "\n".join([*lines, "```", ""])


def _breaks() -> str:
    lines = ["## The breaks between the official clients", "", "| | break | here | |", "|---|---|---|---|"]
    lines += [f"| {name} | {what} | {likeness} | {why} |" for name, what, likeness, why in BREAKS]
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    return text.replace("*", r"\*").replace("#", r"\#")


def _version_of_wmill() -> str:
    (line,) = [
        line for line in (NODE_FOLDER / "requirements.txt").read_text().splitlines() if line.startswith("wmill==")
    ]
    return line.removeprefix("wmill==")


def _version_of_windmill_client() -> str:
    manifest = json.loads((NODE_FOLDER / "package.json").read_text())
    return str({**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}["windmill-client"])


def main() -> None:
    PAGE.write_text(page(record()))
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
