"""What our client sends beside what Windmill's own send: as tests/parity/parity.md says."""

from __future__ import annotations

import pytest

from tests.parity.wire.cases import CASES, Case
from tests.parity.wire.comparing import SAME, compared
from tests.parity.wire.page import BREAKS, PAGE, page
from tests.parity.wire.recording import CLIENTS, Recording, record


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.title}")
def test_a_difference_has_a_reason_and_likeness_has_none(recording: Recording, case: Case) -> None:
    assert (compared(case, recording).likeness == SAME) is (not case.why)


def test_ours_mints_wherever_an_official_client_does_or_says_why_not(recording: Recording) -> None:
    for case in CASES:
        ended = {client: recording.outcomes[client, case.number] for client in CLIENTS}
        if ended["ours"][0] != "ok" and "ok" in (ended["wmill"][0], ended["windmill-client"][0]):
            assert ended["ours"][0] in {"ConfigError", "ResponseInvalid"}, case


def test_every_official_client_sends_the_token_as_ours_does(recording: Recording) -> None:
    sent = {client: recording.sent[client, 2][0].headers["authorization"] for client in CLIENTS}
    assert len(set(sent.values())) == 1


def test_the_page_is_what_was_recorded(recording: Recording) -> None:
    assert PAGE.read_text() == page(recording), (
        "tests/parity/parity.md is not what was recorded; make parity writes it anew"
    )


def test_all_cases_and_breaks_are_on_the_page() -> None:
    assert [case.number for case in CASES] == list(range(1, 47))
    assert [name for name, *_ in BREAKS] == [f"P{number}" for number in range(1, 19)]


def test_headers_of_a_mint(recording: Recording) -> None:
    wmill, windmill_client, ours = (recording.sent[client, 2][0].headers for client in CLIENTS)
    assert (ours["accept"], "content-type" in ours) == ("*/*", False)
    assert (windmill_client["accept"], "content-type" in windmill_client) == ("application/json", False)
    assert (wmill["accept"], wmill["content-type"]) == ("*/*", "application/json")
