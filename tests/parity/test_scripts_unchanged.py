"""Scripts of teams, word for word: with `wmill`, with windmill-client and with curl, run by the mock against itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver
from tests.parity.official import NODE_FOLDER, command, python_with_wmill

JSON = Any
RunStep = Callable[..., JSON]

ASK_IN_PYTHON = """\
import wmill


def main(approver: str):
    mail = wmill.get_resource("f/ops/mail")
    urls = wmill.get_resume_urls(approver=approver)
    return {
        "to": mail["to"],
        "subject": wmill.get_variable("f/ops/subject"),
        "urls": urls,
        "flow": wmill.get_resume_urls(approver, flow_level=True),
    }
"""
ASK_IN_TYPESCRIPT = """\
import * as wmill from "windmill-client";

export async function main(approver: string) {
  const mail: any = await wmill.getResource("f/ops/mail");
  return {
    to: mail.to,
    subject: await wmill.getVariable("f/ops/subject"),
    urls: await wmill.getResumeUrls(approver),
    flow: await wmill.getResumeUrls(approver, true),
  };
}
"""
ASK_IN_BASH = """\
approver="$1"
api="$BASE_INTERNAL_URL/api/w/$WM_WORKSPACE"
get() { curl -sSf -H "Authorization: Bearer $WM_TOKEN" "$@"; }
to=$(get "$api/resources/get_value_interpolated/f/ops/mail" | sed 's/.*"to":"\\([^"]*\\)".*/\\1/')
subject=$(get "$api/variables/get_value/f/ops/subject")
urls=$(get -G --data-urlencode "approver=$approver" "$api/jobs/resume_urls/$WM_JOB_ID/7")
flow=$(get -G --data-urlencode "approver=$approver" "$api/jobs/resume_urls/$WM_JOB_ID/7?flow_level=true")
echo "{\\"to\\":\\"$to\\",\\"subject\\":$subject,\\"urls\\":$urls,\\"flow\\":$flow}" > result.json
"""


def mock_for(language: str, monkeypatch: pytest.MonkeyPatch) -> MockWindmill:
    """One that can run steps in `language` with Windmill's own client, if there is one for it."""
    if language == "bun":
        command("bun")
        monkeypatch.chdir(NODE_FOLDER)
    return MockWindmill(run_steps=True, python=python_with_wmill() if language == "python3" else None)


@pytest.fixture
def driving() -> Iterator[Callable[[MockWindmill], Driver]]:
    """A driver of a mock that has what the scripts read; both end with the test."""
    with ExitStack() as stack:

        def drive(mock: MockWindmill) -> Driver:
            mock.set_variable("f/ops/subject", "Refund?")
            mock.set_variable("f/ops/address", "ann@example.com", secret=True)
            mock.set_resource("f/ops/mail", {"to": "$var:f/ops/address"})
            return stack.enter_context(Driver(mock))

        yield drive


def module(language: str, content: str) -> JSON:
    inputs = {"approver": {"type": "static", "value": "Ann & Bob"}}
    value = {"type": "rawscript", "language": language, "content": content, "input_transforms": inputs}
    return {"id": "a", "value": value, "suspend": {"required_events": 1}}


@pytest.mark.parametrize("language", ["python3", "bun", "bash"])
def test_a_step_mints_reads_and_is_approved(
    language: str, driving: Callable[[MockWindmill], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    mock = mock_for(language, monkeypatch)
    script = {"python3": ASK_IN_PYTHON, "bun": ASK_IN_TYPESCRIPT, "bash": ASK_IN_BASH}[language]
    windmill = driving(mock)
    run = windmill.run(module(language, script), {"id": "b", "value": {"type": "identity"}})
    asked = windmill.job(windmill.job_of(run, "a"))
    assert asked["success"], asked["result"]
    assert (asked["result"]["to"], asked["result"]["subject"]) == ("ann@example.com", "Refund?")
    assert f"/{windmill.job_of(run, 'a')}/" in asked["result"]["urls"]["resume"]
    assert f"/{run}/" in asked["result"]["flow"]["resume"]
    assert windmill.waits(run)
    with httpx.Client(transport=mock.transport()) as clicking:
        assert clicking.get(mock.base_url + path_of(asked["result"]["urls"]["resume"])).status_code == 201
    assert windmill.has_succeeded(run)
    assert windmill.modules(run)[0]["approvers"][0]["approver"] == "Ann & Bob"


def path_of(url: str) -> str:
    return httpx.URL(url).raw_path.decode()


def test_a_folder_brings_the_script_that_runs_and_what_it_reads(
    tmp_path: Path, driving: Callable[[MockWindmill], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "f/team/ask.py": ASK_IN_PYTHON.replace("f/ops", "f/team"),
        "f/team/subject.variable.yaml": "value: From a file\nis_secret: false",
        "f/team/mail.resource.yaml": "resource_type: any\nvalue: {to: bob@example.com}",
        "f/team/refund.flow/flow.yaml": json.dumps(
            {"value": {"modules": [{"id": "a", "value": {"type": "script", "path": "f/team/ask"}}]}}
        ),
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    windmill = driving(mock_for("python3", monkeypatch))
    windmill.mock.load(tmp_path)
    result = windmill.job(windmill.run_deployed("f/team/refund"))["result"]
    assert (result["to"], result["subject"]) == ("bob@example.com", "From a file")


# -- what the interpreter lacks ------------------------------------------------------------
def test_a_missing_python_package_is_said_in_one_line_with_the_cure(
    driving: Callable[[MockWindmill], Driver],
) -> None:
    windmill = driving(MockWindmill(run_steps=True))
    run = windmill.run(module("python3", "import nowhere.near\n\ndef main(): ..."))
    name, message = windmill.error(run)
    assert (name, message) == (
        "ModuleNotFoundError",
        "No module named 'nowhere'. The mock does not install packages for a step; install it with: "
        f"{sys.executable} -m pip install nowhere",
    )


def test_a_missing_npm_package_is_said_in_one_line_with_the_cure(
    driving: Callable[[MockWindmill], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    windmill = driving(mock_for("bun", monkeypatch))
    content = 'import x from "@no/where/near";\nexport async function main() { return x; }'
    _, message = windmill.error(windmill.run(module("bun", content)))
    assert message.startswith("Cannot find module '@no/where/near' from ")
    assert message.endswith(
        ". The mock does not install packages for a step; in the mock's folder run: npm install @no/where"
    )
    assert "\n" not in message


def test_a_typescript_step_imports_scripts_of_the_workspace(
    driving: Callable[[MockWindmill], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    windmill = driving(mock_for("bun", monkeypatch))
    windmill.deploy_script("f/lib/names", "export const loud = (name: string) => name.toUpperCase();", "bun")
    windmill.deploy_script("f/lib/greet", 'import { loud } from "./names";\nexport const greet = loud;', "bun")
    windmill.deploy_script("f/ops/near", "export const near = true;", "bun")
    content = (
        'import { greet } from "/f/lib/greet.ts";\nimport { loud } from "../../lib/names.ts";\n'
        'import { near } from "../near";\nexport async function main() { return [greet("ann"), loud("bob"), near]; }'
    )
    run = windmill.run(module("bun", content), path="f/ops/refund")
    assert windmill.job(windmill.job_of(run, "a"))["result"] == ["ANN", "BOB", True]


@pytest.mark.parametrize("imported", ["/f/lib/nowhere.ts", "/f/lib/nowhere", "../../lib/nowhere"])
def test_a_typescript_script_that_is_missing_is_named_by_its_path(
    imported: str, driving: Callable[[MockWindmill], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    windmill = driving(mock_for("bun", monkeypatch))
    content = f'import {{ x }} from "{imported}";\nexport async function main() {{ return x; }}'
    _, message = windmill.error(windmill.run(module("bun", content), path="f/ops/refund"))
    assert message == (
        "Cannot find module 'f/lib/nowhere'. "
        "The workspace has no TypeScript script f/lib/nowhere; deploy it, or load its folder"
    )
