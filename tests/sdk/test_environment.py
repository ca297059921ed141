"""Where a call goes when it isn't told: the environment, read anew each time, arguments first."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from windmill_approvals import ConfigError, NotFound, Windmill, get_resume_urls

JOB = "11111111-2222-3333-4444-555555555555"
OTHER = "22222222-2222-3333-4444-555555555555"


@pytest.fixture
def at(server: Any) -> Any:
    return server(httpx.Response(200, json={"id": JOB}))


def asked(at: Any, **options: Any) -> httpx.Request:
    """The request that a client made with `options` sends."""
    Windmill(transport=at, **options).job(JOB)
    return at.requests[-1]  # type: ignore[no-any-return]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a step."""
    for name, value in {
        "BASE_INTERNAL_URL": "http://internal",
        "WM_BASE_URL": "http://public",
        "BASE_URL": "http://base",
        "WM_TOKEN": "env-token\n",
        "WM_WORKSPACE": " env-ws ",
        "WM_JOB_ID": f"{OTHER}\n",
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_step_needs_no_arguments(worker: pytest.MonkeyPatch, at: Any) -> None:
    request = asked(at)
    assert str(request.url).startswith("http://internal/api/w/env-ws/jobs_u/get/")
    assert request.headers["authorization"] == "Bearer env-token"


def test_arguments_win(worker: pytest.MonkeyPatch, at: Any) -> None:
    request = asked(at, base_url="http://arg", token="arg-token", workspace="arg-ws")
    assert str(request.url).startswith("http://arg/api/w/arg-ws/")
    assert request.headers["authorization"] == "Bearer arg-token"


@pytest.mark.parametrize("unset", ["", "  "])
def test_empty_is_unset(worker: pytest.MonkeyPatch, at: Any, unset: str) -> None:
    worker.setenv("BASE_INTERNAL_URL", unset)
    assert asked(at, base_url="", token="", workspace="").url.host == "public"
    worker.delenv("WM_BASE_URL")
    assert asked(at).url.host == "base"


@pytest.mark.parametrize("written", ["http://h/p", "http://h/p/", "http://h/p/api", "http://h/p/api/", " http://h/p "])
def test_slash_and_api_at_the_end_are_dropped(worker: pytest.MonkeyPatch, at: Any, written: str) -> None:
    worker.setenv("BASE_INTERNAL_URL", written)
    assert str(asked(at).url).startswith("http://h/p/api/w/")


def test_a_host_called_api_is_kept(worker: pytest.MonkeyPatch, at: Any) -> None:
    worker.setenv("BASE_INTERNAL_URL", "http://api/")
    assert str(asked(at).url).startswith("http://api/api/w/")


def test_the_environment_is_read_for_each_call(worker: pytest.MonkeyPatch, at: Any) -> None:
    client = Windmill(transport=at)
    client.job(JOB)
    worker.setenv("WM_WORKSPACE", "later")
    client.job(JOB)
    assert [request.url.path.split("/")[3] for request in at.requests] == ["env-ws", "later"]


def test_the_job_is_the_calls_own_then_the_clients_then_the_steps(worker: pytest.MonkeyPatch, server: Any) -> None:
    third = "33333333-2222-3333-4444-555555555555"
    at = server(httpx.Response(404))
    for options, arguments in (({}, {}), ({"job_id": JOB}, {}), ({"job_id": JOB}, {"job_id": third})):
        with pytest.raises(NotFound):
            Windmill(transport=at, **options).get_resume_urls(**arguments)  # type: ignore[arg-type]
    assert [request.url.path.split("/")[6] for request in at.requests] == [OTHER, JOB, third]


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["BASE_INTERNAL_URL", "WM_BASE_URL", "BASE_URL"], "BASE_INTERNAL_URL, WM_BASE_URL or BASE_URL"),
        (["WM_TOKEN"], "WM_TOKEN"),
        (["WM_WORKSPACE"], "WM_WORKSPACE"),
        (["WM_JOB_ID"], "WM_JOB_ID"),
    ],
)
def test_what_is_missing_is_named(worker: pytest.MonkeyPatch, missing: list[str], named: str) -> None:
    for name in missing:
        worker.delenv(name)
    with pytest.raises(ConfigError, match=named):
        get_resume_urls()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BASE_INTERNAL_URL", "internal:8000"),
        ("WM_TOKEN", "a b"),
        ("WM_WORKSPACE", "my ws/x?y#z"),
        ("WM_WORKSPACE", ".."),
        ("WM_JOB_ID", "../../x"),
        ("WM_JOB_ID", "NO_ID"),
    ],
)
def test_a_wrong_variable_is_named(worker: pytest.MonkeyPatch, variable: str, value: str) -> None:
    worker.setenv(variable, value)
    with pytest.raises(ConfigError, match=rf"^{variable} must "):
        get_resume_urls()
