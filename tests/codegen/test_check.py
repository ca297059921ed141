"""`check` finds what does not fit together, says so, and lets pass what does."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals_codegen import coverage, round_trips
from windmill_approvals_codegen.check import find_stale_files, find_untyped
from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.generator import generate_package
from windmill_approvals_codegen.house_rules import find_broken_rules
from windmill_approvals_codegen.wrapped import WrappedCall

from tests.own_spec import OWN_SPEC

Spec = dict[str, Any]
SPEC: Spec = OWN_SPEC.data
MINT = "/w/{workspace}/jobs/resume_urls/{id}/{resume_id}"
WHOAMI = "/users/whoami"


def changed(change: Callable[[Spec], object]) -> Document:
    data = copy.deepcopy(SPEC)
    change(data)
    return Document("openapi.yaml", data)


@pytest.mark.whole  # `make check` says the same, sooner
def test_this_checkout_says_one_thing(codegen: Any, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = codegen("check")
    assert outcome.out.splitlines()[-1] == "all checks passed", outcome.out
    assert outcome.status == 0
    assert len(outcome.out.splitlines()) == 8


def test_a_part_that_cannot_even_be_imported_is_a_finding(
    codegen: Any, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ImportError("cannot import name 'Gate'")

    monkeypatch.chdir(root)
    monkeypatch.setattr("windmill_approvals_codegen.check.list_mock_routes", broken)
    for slow in ("find_stale_files", "find_untyped", "find_misunderstandings"):
        monkeypatch.setattr(f"windmill_approvals_codegen.check.{slow}", lambda *_: [])
    outcome = codegen("check")
    assert outcome.status == 1
    assert "could not be checked: ImportError: cannot import name 'Gate'" in outcome.out
    assert "FOUND every operation has a route in the mock" in outcome.out


def test_outside_of_a_checkout_it_says_where_it_belongs(
    codegen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = codegen("check")
    assert outcome.status == 1
    assert "Run it inside of one." in outcome.err


def operation(spec: Spec) -> Spec:
    found: Spec = spec["paths"][WHOAMI]["get"]
    return found


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda spec: operation(spec).pop("operationId"), "has no operationId that can be a name"),
        (lambda spec: operation(spec).update(operationId="who am I"), "has no operationId that can be a name"),
        (lambda spec: operation(spec).update(operationId="login"), "the operationId login stands twice"),
        (lambda spec: operation(spec).update(tags=["users", "jobs"]), "has not one of the declared tags"),
        (lambda spec: operation(spec).update(tags=["people"]), "has not one of the declared tags"),
        (lambda spec: operation(spec).pop("summary"), "has no summary"),
        (lambda spec: operation(spec).update(security=[{"bearer": []}]), "asks for a login of its own"),
        (
            lambda spec: operation(spec).update(responses={"200": operation(spec)["responses"]["200"]}),
            "documents no refusal",
        ),
        (
            lambda spec: operation(spec)["responses"].update({"400": {"description": "x", "content": {}}}),
            "400 is not plain text",
        ),
        (lambda spec: operation(spec)["responses"].pop("200"), "documents no success"),
        (
            lambda spec: operation(spec)["responses"]["200"]["content"].update(
                {"application/json": {"schema": {"type": "object", "properties": {"a": {}}}}}
            ),
            "is an object without a name",
        ),
        (
            lambda spec: spec["components"]["schemas"]["User"]["properties"]["role"].update(enum=["a"]),
            "is a closed enum",
        ),
        (
            lambda spec: spec["components"]["parameters"]["FlowLevel"].update(schema={"type": "string"}),
            "getResumeUrls has no flow_level",
        ),
        (lambda spec: spec["paths"].pop(MINT), "getResumeUrls has no flow_level"),
        (
            lambda spec: spec["components"]["parameters"]["ResumeId"]["schema"].pop("maximum"),
            "a resume id without its 32 bits",
        ),
    ],
)
def test_a_broken_house_rule_is_found(change: Callable[[Spec], object], problem: str) -> None:
    assert problem in {finding.problem for finding in find_broken_rules(changed(change))}


def test_our_spec_keeps_the_house_rules() -> None:
    assert list(find_broken_rules(Document("openapi.yaml", SPEC))) == []


def test_a_hand_edit_of_the_generated_client_is_found(small: Spec, tmp_path: Path) -> None:
    spec, package = Document("openapi.yaml", small), tmp_path / "generated"
    generate_package(spec, package)
    assert list(find_stale_files(spec, package)) == []
    (package / "client.py").write_text("# mine\n")
    (package / "types.py").unlink()
    (package / "extra.py").write_text("")
    found = [finding.subject for finding in find_stale_files(spec, package)]
    assert found == [
        "generated/client.py (differs)",
        "generated/extra.py (left over)",
        "generated/types.py (missing)",
    ]


def test_a_spec_that_cannot_be_generated_is_one_finding(small: Spec, tmp_path: Path) -> None:
    small["components"]["schemas"]["pet"] = {"type": "object"}
    findings = list(find_stale_files(Document("openapi.yaml", small), tmp_path / "generated"))
    assert len(findings) == 1
    assert "two schemas want the class name Pet" in findings[0].problem


@pytest.mark.whole
def test_an_error_of_the_type_checker_is_found(tmp_path: Path) -> None:
    package = tmp_path / "sdk" / "odd_api"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("def f(): return 1\n")
    assert "Function is missing a return type annotation" in next(finding.problem for finding in find_untyped(package))


WRAPPED = {
    name: (WrappedCall("call", ()),)
    for item in SPEC["paths"].values()
    for name in [each["operationId"] for each in item.values()]
    if name not in coverage.NOT_WRAPPED
}


def test_an_operation_nobody_wraps_needs_a_reason() -> None:
    spec = Document("openapi.yaml", SPEC)
    assert list(coverage.find_unwrapped(spec, WRAPPED)) == []
    without = {name: calls for name, calls in WRAPPED.items() if name != "getResumeUrls"}
    assert [finding.subject for finding in coverage.find_unwrapped(spec, without)] == ["getResumeUrls"]


def test_a_name_in_the_table_that_the_spec_does_not_know_is_found() -> None:
    more = WRAPPED | {"getResumeUrl": (WrappedCall("mint", ()),)}
    (found,) = coverage.find_unwrapped(Document("openapi.yaml", SPEC), more)
    assert found.subject == "getResumeUrl"
    assert found.problem == "is named in the client's table (Windmill.mint), but is not in the spec"


def test_a_reason_that_is_none_any_more_is_found() -> None:
    spec = changed(lambda data: data["paths"].pop("/version"))
    more = WRAPPED | {"login": (WrappedCall("login", ()),)}
    found = {finding.subject: finding.problem for finding in coverage.find_unwrapped(spec, more)}
    assert found == {
        "login": "is excused from being wrapped, but is",
        "backendVersion": "is excused from being wrapped, but is not in the spec",
    }


def test_a_route_that_is_missing_different_or_unknown_is_found() -> None:
    routes = dict(coverage.list_mock_routes())
    route = routes.pop("whoami")
    routes |= {"login": route, "notInTheSpec": route}
    found = {
        finding.subject: finding.problem for finding in coverage.find_unanswered(Document("openapi.yaml", SPEC), routes)
    }
    assert found == {
        "whoami": "the mock has no route for it",
        "login": "the mock answers GET /w/{workspace}/users/whoami, the spec says POST /auth/login",
        "notInTheSpec": "the mock has a route for it, the spec does not know it",
    }


@pytest.mark.parametrize(
    ("change", "subject", "problem"),
    [
        (
            lambda spec: spec["components"]["schemas"]["QueuedJob"]["properties"].update(suspend={"type": "string"}),
            "getJob",
            "application/json.suspend was not read as the spec says",
        ),
        (
            lambda spec: spec["paths"].update(
                {"/new": {"get": spec["paths"][WHOAMI]["get"] | {"operationId": "newOne"}}}
            ),
            "newOne",
            "no round trip sends it",
        ),
    ],
)
def test_what_client_and_mock_understand_differently_is_found(
    change: Callable[[Spec], object], subject: str, problem: str
) -> None:
    found = {finding.subject: finding.problem for finding in round_trips.find_misunderstandings(changed(change))}
    assert found[subject].endswith(problem)


def test_the_code_of_another_checkout_is_not_judged(
    codegen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "windmill-approvals"\n')
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.3\npaths: {}\n")
    monkeypatch.chdir(tmp_path)
    outcome = codegen("check")
    assert outcome.status == 1
    assert "windmill_approvals is installed from elsewhere" in outcome.err


def test_a_route_whose_parameters_trade_places_is_found() -> None:
    routes = dict(coverage.list_mock_routes())
    route = routes["createJobSignature"]
    routes["createJobSignature"] = replace(
        route, path=route.path.replace("{job_id}/{resume_id}", "{resume_id}/{job_id}")
    )
    found = list(coverage.find_unanswered(Document("openapi.yaml", SPEC), routes))
    assert [finding.subject for finding in found] == ["createJobSignature"]
