"""The archive for `wmill sync pull`: which files it holds, and what is in them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from tests.mockserver.driving import Driver, step

JSON = Any
FLOW, SCRIPT, SECRET, ADDRESS, ACCOUNT = "f/ops/refund", "f/ops/check", "f/ops/key", "f/ops/address", "f/ops/account"
META = "f/ops/folder.meta.json"
DEPLOYED = {f"{FLOW}.flow.json", f"{SCRIPT}.py", f"{SCRIPT}.script.json", META}
PLAIN, NO_SECRETS = {"plain_secret": "true"}, {"skip_secrets": "true"}
KEPT = {f"{SECRET}.variable.json", f"{ADDRESS}.variable.json", f"{ACCOUNT}.resource.json"}


@pytest.fixture
def filled(windmill: Driver) -> Driver:
    """With one of each kind, and a secret."""
    make_at = windmill.admin.post
    make_at(windmill.at("folders/create"), json={"name": "ops", "summary": "Operations"}).raise_for_status()
    windmill.deploy(FLOW, step("pay"), summary="Refund")
    windmill.deploy_script(SCRIPT, "def main(): ...")
    for path, value, is_secret in ((SECRET, "hidden", True), (ADDRESS, "a@example.com", False)):
        variable = {"path": path, "value": value, "is_secret": is_secret, "description": ""}
        make_at(windmill.at("variables/create"), json=variable).raise_for_status()
    resource = {"path": ACCOUNT, "value": {"iban": "DE1"}, "resource_type": "account", "description": "Ours"}
    make_at(windmill.at("resources/create"), json=resource).raise_for_status()
    return windmill


def pull(windmill: Driver, query: dict[str, str], *, by: httpx.Client | None = None) -> dict[str, str]:
    """The texts by name."""
    params = {"archive_type": "zip", **query}
    answer = (by or windmill.admin).get(windmill.at("workspaces/tarball"), params=params)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (PLAIN, DEPLOYED | KEPT),
        (NO_SECRETS, DEPLOYED | KEPT - {f"{SECRET}.variable.json"}),
        ({"skip_variables": "true"}, DEPLOYED | {f"{ACCOUNT}.resource.json"}),
        ({"skip_variables": "true", "skip_resources": "true"}, DEPLOYED),
    ],
)
def test_what_is_not_wanted_is_left_out(filled: Driver, query: dict[str, str], names: set[str]) -> None:
    assert {name for name in pull(filled, query) if name.startswith("f/ops/")} == names


def test_secrets_are_given_plain_only_to_who_asks_for_that(filled: Driver) -> None:
    refused = filled.admin.get(filled.at("workspaces/tarball"), params={"archive_type": "zip"})
    assert refused.status_code == 501
    assert "hidden" not in refused.text
    assert json.loads(pull(filled, PLAIN)[f"{SECRET}.variable.json"])["value"] == "hidden"


def test_each_file_has_what_the_cli_writes(filled: Driver) -> None:
    files = pull(filled, NO_SECRETS)
    assert json.loads(files[f"{FLOW}.flow.json"])["summary"] == "Refund"
    assert files[f"{SCRIPT}.py"] == "def main(): ..."
    assert json.loads(files[f"{SCRIPT}.script.json"])["kind"] == "script"
    assert json.loads(files[f"{ACCOUNT}.resource.json"]) == {
        "value": {"iban": "DE1"},
        "resource_type": "account",
        "description": "Ours",
    }
    assert json.loads(files[META])["summary"] == "Operations"


def test_nobody_gets_what_they_may_not_read(filled: Driver) -> None:
    files = pull(filled, NO_SECRETS, by=filled.member("bob"))
    assert [name for name in files if name.startswith("f/ops/")] == []


def test_other_formats_are_not_modelled(filled: Driver) -> None:
    answer = filled.admin.get(filled.at("workspaces/tarball"), params={"archive_type": "tar"})
    assert answer.status_code == 501
