"""`doctor` says what of the client will not work with a server, and only that."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals_codegen import doctor
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.sources import Source
from windmill_approvals_mock import MockWindmill

from tests.own_spec import OWN_SPEC

Spec = dict[str, Any]
SPEC: Spec = OWN_SPEC.data
MINT = "/w/{workspace}/jobs/resume_urls/{id}/{resume_id}"


class Server:
    """Stands in for reading from a server; how that is done is tested with `slice`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.version = "CE v1.788.0"
        self.spec: Spec | None = copy.deepcopy(SPEC)
        self.spec["info"]["version"] = "1.788.0"
        monkeypatch.setattr(doctor, "fetch_server_version", lambda _: self.version)
        monkeypatch.setattr(doctor, "read_source", self.read)

    def read(self, server: str) -> Source:
        if self.spec is None:
            raise CodegenError("answers 404", where=server, cure="Check the address.")
        return Source(Document(server, self.spec), server=server)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(monkeypatch)


def test_a_server_like_ours_has_what_every_call_needs(codegen: Any, server: Server) -> None:
    outcome = codegen("doctor", "http://windmill")
    assert outcome.status == 0
    assert "server   CE v1.788.0" in outcome.out
    assert "Every call of the client has what it needs on this server." in outcome.out


def test_a_server_with_windmills_own_document_is_no_alarm(codegen: Any, server: Server, surface: Path) -> None:
    server.spec = {"openapi": "3.0.3", "info": {"title": "Windmill API", "version": "1.788"}} | read_document(
        surface
    ).data
    assert "Every call of the client has what it needs on this server." in codegen("doctor", "http://windmill").out


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda spec: spec["paths"].pop("/w/{workspace}/jobs/wac_approval_urls/{id}/{step_key}"),
            "- **getWacApprovalUrls** is gone: breaks `Windmill.get_approval_urls(…)`",
        ),
        (
            lambda spec: spec["paths"][MINT]["get"]["parameters"].remove({"$ref": "#/components/parameters/FlowLevel"}),
            "- **getResumeUrls** lost the parameter `flow_level`: breaks `Windmill.get_resume_urls(flow_level=…)`",
        ),
    ],
)
def test_what_a_server_lacks_is_named_with_the_calls_it_breaks(
    change: Callable[[Spec], object], line: str, codegen: Any, server: Server
) -> None:
    assert server.spec is not None
    change(server.spec)
    outcome = codegen("doctor", "http://windmill")
    assert outcome.status == 1
    assert line in outcome.out


def test_what_only_newer_servers_send_is_no_alarm(codegen: Any, server: Server) -> None:
    assert server.spec is not None
    info = server.spec["components"]["schemas"]["ApprovalInfo"]
    info["required"].append("skin")
    info["properties"]["mood"] = {"type": "string"}
    assert codegen("doctor", "http://windmill").status == 0


@pytest.mark.parametrize(
    ("version", "held", "not_held"),
    [
        ("CE v1.624.0", "`run_wait_result` of a flow that fails answers 422", "a skipped module opens no gate"),
        ("EE v1.788.0", "a skipped module opens no gate", None),
    ],
)
def test_the_rules_of_the_mock_for_it_are_listed(
    version: str, held: str, not_held: str | None, codegen: Any, server: Server
) -> None:
    server.version = version
    lines = codegen("doctor", "http://windmill").out.splitlines()
    assert f"  yes  {held}" in lines
    if not_held is None:
        assert not any(line.startswith("  no ") for line in lines)
    else:
        assert f"  no   {not_held}" in lines


def test_a_server_newer_than_every_recording_is_told_apart(codegen: Any, server: Server) -> None:
    server.version = "CE v1.863.0"
    assert (
        "  Windmill 1.863 is newer than every recorded version; the mock follows 1.788 "
        "(see `windmill-approvals help test-several-versions`)."
        in codegen("doctor", "http://windmill").out.splitlines()
    )


@pytest.mark.parametrize("version", ["CE v1.500.0", "nightly"])
def test_a_version_nothing_is_known_of_is_said(version: str, codegen: Any, server: Server) -> None:
    server.version = version
    assert "Rules of the mock: " in codegen("doctor", "http://windmill").out


def test_without_a_spec_the_version_is_still_told(codegen: Any, server: Server) -> None:
    server.spec = None
    outcome = codegen("doctor", "http://windmill")
    assert outcome.status == 0
    assert "Its spec could not be compared, only its version is known." in outcome.out
    assert json.dumps("answers 404")[1:-1] in outcome.out


def test_a_server_that_serves_the_document_of_another_version_is_told_first(codegen: Any, server: Server) -> None:
    assert server.spec is not None
    server.spec["info"]["version"] = "1.740.0"
    del server.spec["paths"][MINT]
    outcome = codegen("doctor", "http://windmill")
    assert outcome.out.splitlines()[0] == "this server is 1.788.0 but serves the document of 1.740.0"
    assert "at the tag v1.788.0: backend/windmill-api/openapi.yaml" in outcome.out
    assert "Every call of the client has what it needs on a server of this version." in outcome.out
    assert outcome.status == 0


def test_what_a_stale_document_has_is_not_there_for_that(codegen: Any, server: Server) -> None:
    server.version = "CE v1.624.0"
    outcome = codegen("doctor", "http://windmill")
    assert [line for line in outcome.out.splitlines() if " is gone: breaks " in line] == [
        "- **getWacApprovalUrls** is gone: breaks `Windmill.get_approval_urls(…)`",
        "- **resumeSuspended** is gone: breaks `Windmill.approve(<link of an approval page>)`, "
        "`Windmill.deny(<link of an approval page>)`, "
        "`Windmill.resume_suspended(…)`",
        "- **getApprovalInfo** is gone: breaks `Windmill.approval_info(…)`",
    ]
    assert outcome.status == 1


@pytest.mark.parametrize("windmill", ["1.624", "1.788"])
def test_a_mock_is_asked_like_any_server(windmill: str, codegen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with MockWindmill(windmill=windmill) as mock, httpx.Client(transport=mock.transport()) as client:
        monkeypatch.setattr("httpx.stream", client.stream)
        outcome = codegen("doctor", mock.base_url)
    assert "but serves the document of" not in outcome.out
    assert ("getApprovalInfo" in outcome.out) == (windmill == "1.624")
    assert outcome.status == (1 if windmill == "1.624" else 0)


@pytest.mark.parametrize("command", ["doctor", "diff", "slice"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.Response(404),
        httpx.Response(302, headers={"location": "http://bob:s3cret@windmill.test/?token=s3cret"}),
        httpx.Response(200, text="<html>"),
    ],
    ids=repr,
)
def test_no_message_shows_the_password_or_the_query_of_an_address(
    codegen: Any, monkeypatch: pytest.MonkeyPatch, command: str, answer: httpx.Response | httpx.HTTPError
) -> None:
    def respond(_: httpx.HTTPTransport, __: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", respond)
    outcome = codegen(command, "http://bob:s3cret@windmill.test/x.json?token=s3cret")
    assert outcome.status != 0
    assert "windmill.test" in outcome.out + outcome.err
    assert "s3cret" not in outcome.out + outcome.err
