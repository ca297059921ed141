"""Versions: which text is one, and which rule holds since when (semantics.md, "Which version does what")."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.versions.rules import WindmillVersion

SINCE = {
    "owner_resume_asks_conditions": 631,
    "approval_page_by_token": 664,
    "skipped_module_opens_no_gate": 741,
    "self_approval_rule_stands_alone": 767,
    "wac_approval_urls": 771,
    "failure_module_after_closed_gate": 781,
}
BETWEEN_THE_RECORDINGS = (
    "minting_asks_scopes",
    "newer_texts",
    "hides_jobs_of_others",
    "newer_keys",
    "tested_runnable_in_environment",
)


@pytest.mark.parametrize("text", ["1.788", "v1.788", "1.788.0", "v1.788.3", " 1.788\n"])
def test_each_way_to_write_a_version(text: str) -> None:
    assert WindmillVersion.parse(text) == WindmillVersion((1, 788))


@pytest.mark.parametrize("text", ["", "1", "788", "1.788-rc", "latest", "1.788.0.1", "-1.788", "١.٧٨٨x"])
def test_anything_else_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="is not a Windmill version"):
        WindmillVersion.parse(text)


def test_there_is_no_older_version_than_the_first_with_flow_level_urls() -> None:
    assert str(WindmillVersion.parse("1.607")) == "1.607"
    for text in ("1.606", "0.999"):
        with pytest.raises(ValueError, match=r"older than 1\.607"):
            WindmillVersion.parse(text)


@pytest.mark.parametrize(("rule", "minor"), SINCE.items())
def test_a_rule_holds_from_the_version_that_brought_it(rule: str, minor: int) -> None:
    assert not getattr(WindmillVersion((1, minor - 1)), rule)
    assert getattr(WindmillVersion((1, minor)), rule)
    assert getattr(WindmillVersion((2, 0)), rule)


@pytest.mark.parametrize("rule", BETWEEN_THE_RECORDINGS)
def test_a_rule_of_unknown_age_holds_from_the_newer_recording_on(rule: str) -> None:
    assert [getattr(WindmillVersion((1, minor)), rule) for minor in (624, 787, 788)] == [False, False, True]


def test_conditions_bound_signed_step_urls_until_the_page_went_by_token() -> None:
    assert WindmillVersion((1, 663)).conditions_bind_signed_step_urls
    assert not WindmillVersion((1, 664)).conditions_bind_signed_step_urls
