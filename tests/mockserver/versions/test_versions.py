"""Versions: how they are written, which rule holds since when, and which text is the right one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import windmill_approvals_mock
from windmill_approvals_mock.versions.numbers import RECORDED, as_number, newest_of, recording_before
from windmill_approvals_mock.versions.rules import Rule, WindmillVersion, list_rules
from windmill_approvals_mock.wire.refusals import TEXTS

KNOWN_RELEASES = {
    "expressions_have_20_seconds": "1.631",
    "owner_resume_asks_conditions": "1.631",
    "references_in_lists": "1.635",
    "self_approval_is_asked_first": "1.664",
    "votes_for_scripts_are_kept": "1.652",
    "owner_resume_stays_in_workspace": "1.669",
    "lists_take_several_values": "1.643",
    "approval_page_by_token": "1.664",
    "cookies_are_unquoted": "1.667",
    "lists_find_nothing_by_bad_json": "1.669",
    "lists_have_arguments": "1.613",
    "lists_search": "1.646",
    "lists_order_failures_by_end": "1.647",
    "lists_know_statuses": "1.718",
    "stops_may_include_result": "1.718",
    "lists_know_what_is_resolved": "1.771",
    "folder_owners_have_dots": "1.745",
    "tokens_are_webhooks": "1.776",
    "references_to_json_variables": "1.670",
    "approval_token_shows_jobs": "1.690",
    "tokens_grant_only_their_own": "1.713",
    "hides_jobs_of_others": "1.715",
    "missing_job_told_to_logins": "1.715",
    "signed_url_shows_results_to_logins": "1.715",
    "approval_info_hides_votes": "1.721",
    "approval_token_shows_jobs_to_approvers": "1.721",
    "view_token": "1.733",
    "folder_names_have_hyphens": "1.724",
    "moving_values_needs_both_scopes": "1.736",
    "archive_asks_variables_scope": "1.736",
    "operators_deploy_nothing": "1.615",
    "operators_delete_no_flows": "1.771",
    "callers_are_told_by_token": "1.776",
    "callers_may_be_read_only": "1.701",
    "preview_paths_lead_nowhere_else": "1.740",
    "paths_of_steps_are_checked": "1.741",
    "skipped_module_opens_no_gate": "1.741",
    "self_approval_rule_stands_alone": "1.767",
    "wac_approval_urls": "1.771",
    "cancelling_asks_to_see": "1.772",
    "value_paths_are_checked_first": "1.779",
    "failure_module_after_closed_gate": "1.781",
    "renaming_needs_both_scopes": "1.776",
}
"""The rules whose releases are known from Windmill's source, not only from recordings on both sides."""


@pytest.mark.parametrize("text", ["1.788", "v1.788", "1.788.0", "v1.788.3", " 1.788\n"])
def test_each_way_to_write_a_version(text: str) -> None:
    assert WindmillVersion.parse(text) == WindmillVersion((1, 788))


@pytest.mark.parametrize(
    "text", ["", "1", "788", "1.788-rc", "latest", "1.788.0.1", "-1.788", "١.٧٨٨", f"1.{'7' * 5000}"]
)
def test_what_is_not_a_version_is_refused_with_the_recorded_ones(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"is not a Windmill version; .* Recorded versions: 1\.607, 1\.624, 1\.700, 1\.788"
    ) as refused:
        WindmillVersion.parse(text)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["1.606", "0.999", "v1.0.0"])
def test_a_version_older_than_all_recorded_ones_is_refused_with_their_names(text: str) -> None:
    with pytest.raises(ValueError, match=r"is older than 1\.607, .* Recorded versions: 1\.607, 1\.624"):
        WindmillVersion.parse(text)


@pytest.mark.parametrize("version", RECORDED)
def test_a_recorded_version_follows_itself(version: str) -> None:
    recorded = WindmillVersion.parse(version)
    assert (recorded.is_recorded, recorded.follows, recorded.warning) == (True, version, None)


def test_a_version_between_two_recordings_follows_the_older_without_a_warning() -> None:
    between = WindmillVersion.parse("1.650")
    assert (between.is_recorded, between.follows, between.warning) == (False, "1.624", None)


@pytest.mark.parametrize("text", ["1.789", "2.0", "1.1000"])
def test_a_version_above_the_newest_recording_names_the_one_it_follows(text: str) -> None:
    newer = WindmillVersion.parse(text)
    assert newer.follows == "1.788"
    assert newer.warning is not None
    assert newer.warning.startswith(f"Windmill {text} is newer than every recorded version; the mock follows 1.788 (")


@pytest.mark.parametrize("rule", list_rules(), ids=lambda rule: rule.name)
def test_a_rule_holds_from_the_version_that_brought_it(rule: Rule) -> None:
    major, minor = as_number(rule.since)
    assert not getattr(WindmillVersion((major, minor - 1)), rule.name)
    assert getattr(WindmillVersion((major, minor)), rule.name)
    assert getattr(WindmillVersion((2, 0)), rule.name)


def test_every_rule_is_asked_somewhere() -> None:
    package = Path(windmill_approvals_mock.__file__).parent
    sources = [path.read_text("utf-8") for path in package.rglob("*.py") if path.name != "rules.py"]
    asked = {name for source in sources for name in re.findall(r"\.(\w+)", source)}
    assert {rule.name for rule in list_rules()} - asked == set()


def test_every_rule_is_dated_to_a_known_release_or_to_the_recording_that_first_shows_it() -> None:
    dated = {rule.name: rule.since for rule in list_rules() if recording_before(rule.since) is None}
    assert dated == KNOWN_RELEASES


def test_conditions_bound_signed_step_urls_until_the_page_went_by_token() -> None:
    assert WindmillVersion((1, 663)).conditions_bind_signed_step_urls
    assert not WindmillVersion((1, 664)).conditions_bind_signed_step_urls


def test_the_newest_variant_that_is_not_after_a_version_applies() -> None:
    variants = (("1.607", "a"), ("1.700", "b"), ("1.788", "c"))
    numbers = ((1, 607), (1, 699), (1, 700), (1, 787), (1, 788), (2, 0))
    assert [newest_of(variants, number) for number in numbers] == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize("variants", TEXTS.values(), ids=[reason.name for reason in TEXTS])
def test_the_texts_of_a_refusal_begin_with_the_oldest_version_and_stand_in_order(
    variants: tuple[tuple[str, object], ...],
) -> None:
    versions = [as_number(since) for since, _ in variants]
    assert versions[0] == as_number(RECORDED[0])
    assert versions == sorted(set(versions))
