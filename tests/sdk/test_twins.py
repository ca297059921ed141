"""Both twins and the module functions have the signatures they promise, and importing them costs little."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import windmill_approvals
from windmill_approvals import AsyncWindmill, Windmill

NAMES_OF_THE_TWIN = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
METHODS = [name for name, value in vars(Windmill).items() if inspect.isfunction(value) and name != "_run"]

CONTRACT = """
__init__(base_url=None, token=None, workspace=None, verify=True, *, job_id=None, timeout=30.0, max_retries=2, http_client=None, transport=None, user_agent_suffix=None)
get_resume_urls(approver=None, flow_level=None, *, job_id=None, resume_id=None, timeout=None)
get_approval_urls(step_key='approval', approver=None, *, job_id=None, timeout=None)
mint_votes(approvers, *, flow_level=None, job_id=None, timeout=None)
job_signature(resume_id, approver=None, *, job_id=None, timeout=None)
approve(link, payload=None, *, timeout=None)
deny(link, payload=None, *, reason=None, timeout=None)
suspended_flow(link, *, timeout=None)
approval_info(link_or_flow, *, timeout=None)
resume_as_owner(flow, payload=None, *, timeout=None)
resume_suspended(flow, payload=None, *, approved=True, approval_token=None, timeout=None)
run_flow(path, args=None, *, scheduled_in=None, timeout=None)
run_flow_preview(value, args=None, *, path=None, timeout=None)
job(id, *, timeout=None)
result(id, *, timeout=None)
cancel(id, reason=None, *, timeout=None)
wait_until_suspended(flow, *, within, timeout=None)
wait_until_done(flow, *, within, timeout=None)
""".strip().splitlines()  # noqa: E501

# As `wmill` 1.850 has them, and Teams as its TypeScript sister has it.
WMILL = """
get_resume_urls(approver=None, flow_level=None)
get_approval_urls(step_key='approval', approver=None)
get_flow_user_state(key)
set_flow_user_state(key, value)
request_interactive_slack_approval(slack_resource_path, channel_id, message=None, approver=None, default_args_json=None, dynamic_enums_json=None)
request_interactive_teams_approval(team_name, channel_name, message=None, approver=None, default_args_json=None, dynamic_enums_json=None)
""".strip().splitlines()  # noqa: E501


def bare(function: Callable[..., Any], name: str) -> str:
    """A signature without annotations and `self`."""
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != "self"
    ]
    return f"{name}{inspect.Signature(parameters)}"


@pytest.mark.parametrize("expected", CONTRACT, ids=lambda line: line.partition("(")[0])
def test_methods_have_the_promised_signature(expected: str) -> None:
    name = expected.partition("(")[0]
    assert bare(getattr(Windmill, name), name) == expected


@pytest.mark.parametrize("expected", WMILL, ids=lambda line: line.partition("(")[0])
def test_functions_have_the_signature_of_wmills(expected: str) -> None:
    name = expected.partition("(")[0]
    assert bare(getattr(windmill_approvals, name), name) == expected


@pytest.mark.parametrize("name", METHODS)
def test_the_twins_have_the_same_methods(name: str) -> None:
    sync = inspect.signature(getattr(Windmill, name))
    other = getattr(AsyncWindmill, NAMES_OF_THE_TWIN.get(name, name))
    twin = str(inspect.signature(other)).replace("httpx.Async", "httpx.")
    assert twin == str(sync)


def test_the_twins_have_no_other_methods() -> None:
    async_names = {name for name, value in vars(AsyncWindmill).items() if inspect.isfunction(value) and name != "_run"}
    assert async_names == {NAMES_OF_THE_TWIN.get(name, name) for name in METHODS}


@pytest.mark.parametrize("name", [name for name in METHODS if not name.startswith("_") and name != "with_options"])
def test_what_asks_the_server_is_awaited(name: str) -> None:
    assert inspect.iscoroutinefunction(getattr(AsyncWindmill, NAMES_OF_THE_TWIN.get(name, name)))
    assert not inspect.iscoroutinefunction(getattr(Windmill, name))


@pytest.mark.parametrize("name", [name for name in METHODS if not name.startswith("_") and name != "close"])
def test_every_call_takes_a_timeout(name: str) -> None:
    parameters = inspect.signature(getattr(Windmill, name)).parameters
    assert "timeout" in parameters or name == "with_options"


@pytest.mark.parametrize("name", windmill_approvals.__all__)
def test_what_is_public_is_documented(name: str) -> None:
    if name not in ("Link", "Outcome"):  # unions
        assert getattr(windmill_approvals, name).__doc__


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"httpx", "attrs", "asyncio", "ssl", "logging", "argparse", "email", "windmill_approvals.generated"}


def test_importing_loads_nothing_heavy() -> None:
    assert loaded_by("import windmill_approvals") & HEAVY == set()


def test_making_a_client_loads_nothing_heavy() -> None:
    assert loaded_by("from windmill_approvals import Windmill; Windmill('http://h', 't', 'w')") & HEAVY == set()


def test_minting_loads_only_what_it_needs() -> None:
    mint = "Windmill('http://h', 't', 'w', transport=httpx.MockTransport(mint)).get_resume_urls('alice', job_id=FLOW)"
    loaded = loaded_by(
        f"import httpx\nfrom windmill_approvals import Windmill\nfrom tests.sdk.minting import FLOW, mint\n{mint}"
    )
    left_out = {"uuid", "attrs", *(f"windmill_approvals.{name}" for name in ("_links", "_results", "_async_client"))}
    assert loaded & left_out <= loaded_by("import httpx; httpx.Client()")


def test_the_sdk_never_loads_the_other_parts() -> None:
    others = {"windmill_approvals_mock", "windmill_approvals_codegen", "windmill_approvals_mock.testing"}
    assert (
        loaded_by("import windmill_approvals, windmill_approvals._cli, windmill_approvals._commands") & others == set()
    )
