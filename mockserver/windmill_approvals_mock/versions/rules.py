"""A version of Windmill, and the rules that hold in it.

Each rule is an attribute of `WindmillVersion`, dated by the release that brought it. If only two recordings bracket the
change, the rule is dated to the first recording that shows it. The code that reads a rule implements it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

from windmill_approvals_mock.versions.framework import Framework, framework_of
from windmill_approvals_mock.versions.numbers import (
    NEWEST,
    RECORDED,
    Number,
    as_number,
    newest_of,
    parse_number,
    write_number,
)


class Rule:
    """A rule that holds since the version `since`. `now` describes it, and `before` what held earlier."""

    def __init__(self, since: str, now: str, *, before: str) -> None:
        self.since = since
        self.now = now
        self.before = before
        self._from = as_number(since)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, version: None, owner: type) -> Rule: ...
    @overload
    def __get__(self, version: WindmillVersion, owner: type) -> bool: ...
    def __get__(self, version: WindmillVersion | None, owner: type) -> Rule | bool:
        if version is None:
            return self
        holds = version.number >= self._from
        version.__dict__[self.name] = holds  # asked once: from now on Python finds the answer there
        return holds


@dataclass(frozen=True)
class WindmillVersion:
    """A version such as 1.788. Each rule below is true if it holds in this version."""

    number: Number

    # -- approvals -------------------------------------------------------------------------
    owner_resume_asks_conditions = Rule(
        "1.631", "an owner's resume checks the gate's conditions", before="it checks none"
    )
    self_approval_is_asked_first = Rule(
        "1.664",
        "`self_approval_disabled` is checked before `user_auth_required`",
        before="`user_auth_required` is checked first, so the community edition never checks the other",
    )
    votes_for_scripts_are_kept = Rule(
        "1.652",
        "a vote for a script that runs by itself is recorded",
        before="it is refused, because the script is not in a flow",
    )
    owner_resume_stays_in_workspace = Rule(
        "1.669",
        "an owner's resume of a flow in another workspace is refused",
        before="an owner of the same path in this workspace may resume it",
    )
    approval_page_by_token = Rule(
        "1.664",
        "the approval page uses a token; `resume_suspended` and `approval_info` exist; a signed URL asks no condition",
        before="the page is signed like a vote, and a step's signed URL checks the conditions",
    )
    skipped_module_opens_no_gate = Rule(
        "1.741", "a skipped module opens no gate", before="the flow waits behind a skipped module"
    )
    self_approval_rule_stands_alone = Rule(
        "1.767",
        "`self_approval_disabled` counts without `user_auth_required`, and on the approval page",
        before="it counts only together with `user_auth_required`, and only for an owner's resume",
    )
    wac_approval_urls = Rule(
        "1.771", "`wac_approval_urls` mints URLs for a named step", before="the route does not exist"
    )
    failure_module_after_closed_gate = Rule(
        "1.781", "the failure module runs after a closed gate", before="it runs only after a step that failed"
    )
    minting_asks_scopes = Rule("1.788", "minting checks the token's scopes", before="any token of a member can mint")

    # -- the flow language -----------------------------------------------------------------
    tolerated_last_module_succeeds = Rule(
        "1.700",
        "a flow whose last module fails and is tolerated succeeds",
        before="it fails, unless the module has a gate or a sleep",
    )
    flow_env_reaches_inside = Rule(
        "1.700",
        "`flow_env` is visible in branches, loops, iterators and conditions",
        before="only the flow's own inputs and its failure module see it",
    )
    expressions_end_in_stringify = Rule(
        "1.700",
        "the value of an expression is converted by `JSON.stringify`",
        before="it is copied member by member, so a date becomes an empty object",
    )
    expressions_have_20_seconds = Rule(
        "1.631",
        "the error of an expression that takes too long says 20000 ms",
        before="it says 10000 ms",
    )
    results_have_a_length = Rule(
        "1.700",
        "`results.a.length` is evaluated",
        before="it is looked up as a member of the result, and not found",
    )
    no_timeout_below_one = Rule(
        "1.788",
        "a step's `timeout` of 0 or less means none",
        before="0 ends the step at once, a negative one fails it",
    )
    branch_condition_fails_its_module = Rule(
        "1.700",
        "a branch condition that fails is its module's failure, which is retried, tolerated and handled",
        before="the flow fails at once",
    )
    skipped_module_is_not_asked_to_stop = Rule(
        "1.700",
        "`stop_after_if` of a skipped module is not evaluated",
        before="it is evaluated with the result that is passed on",
    )
    skip_if_stopped_beats_error_message = Rule(
        "1.700",
        "`skip_if_stopped` takes precedence over `error_message`",
        before="with both, the flow ends as skipped, with the error as its result",
    )
    stops_may_include_result = Rule(
        "1.718",
        "`error_include_result` of an early stop puts the result that stopped it into the error",
        before="it is ignored",
    )
    failing_stop_after_all_is_a_stop = Rule(
        "1.700",
        "a `stop_after_all_iters_if` that fails stops the flow with an error",
        before="the flow never ends",
    )
    failing_while_loop_ends = Rule(
        "1.700",
        "a failing iteration ends a while loop",
        before="the loop goes on if the failure is handled, else the flow ends",
    )
    failed_start_is_told = Rule(
        "1.700",
        "an inner flow that cannot start its next module reports that to the outer flow",
        before="the outer flow mistakes the previous module's success for the inner flow's",
    )
    woken_flow_passes_empty_branch = Rule(
        "1.700",
        "a flow that wakes at a gate after an empty branch goes on",
        before="it fails, because that branch has no job",
    )
    retry_sees_previous_result = Rule(
        "1.788",
        "conditions before a retry see the previous module's result",
        before="they see the result that failed",
    )
    closed_gate_is_not_tolerated = Rule(
        "1.788",
        "`continue_on_error` does not move the flow past the module behind a closed gate",
        before="the flow fails, and its `step` is one higher",
    )
    failure_module_after_engine_error = Rule(
        "1.788",
        "the failure module runs when `stop_after_if` or `retry_if` fails",
        before="the flow fails without it",
    )
    references_in_lists = Rule(
        "1.635", "`$var:` and `$res:` are resolved inside lists too", before="only at the top level and inside objects"
    )
    references_to_json_variables = Rule(
        "1.670", "`$jsonvar:` refers to a variable that contains JSON", before="it is an ordinary text"
    )
    tested_runnable_in_environment = Rule(
        "1.700", "steps of a preview have `WM_TESTED_RUNNABLE` in their environment", before="they do not"
    )

    # -- requests --------------------------------------------------------------------------
    failing_run_wait_result_is_422 = Rule(
        "1.624", "`run_wait_result` of a flow that fails answers 422", before="it answers 500"
    )
    lists_take_several_values = Rule(
        "1.643",
        "filters of lists take several values, separated by commas, and `!` negates them",
        before="they take one value",
    )
    lists_find_nothing_by_bad_json = Rule(
        "1.669", "a filter that is not JSON matches nothing", before="the database refuses it"
    )
    lists_know_statuses = Rule("1.718", "lists take `status`", before="they ignore it")
    result_filters_lists = Rule(
        "1.700",
        "`jobs/list?result=` and `is_skipped=true` exclude queued jobs",
        before="they list all queued jobs too",
    )
    hides_jobs_of_others = Rule(
        "1.715",
        "a member may not read a job that their lists do not show, except with a view token",
        before="every member may read every job",
    )
    signed_url_shows_results_to_logins = Rule(
        "1.715",
        "`completed/get_result` accepts a signed URL also with a login, and ignores a wrong one",
        before="a signed URL is only checked without a login, and refused if it is wrong",
    )
    cancelling_asks_to_see = Rule(
        "1.772", "a member may not cancel a job that they may not read", before="every member may cancel every job"
    )
    missing_job_told_to_logins = Rule(
        "1.715",
        "with a login, every route that reads a job answers `Job … not found` for a missing one",
        before="the answer is the same as without a login",
    )
    invalid_flow_text_is_bare = Rule(
        "1.700",
        "the text for an invalid flow value has no prefix",
        before="it starts with `Bad request:`",
    )
    paths_of_steps_are_checked = Rule(
        "1.741",
        "a flow whose steps name paths outside the workspace and the hub is refused",
        before="any text is accepted as a path",
    )
    cookies_are_unquoted = Rule("1.667", "a token in a cookie may be quoted", before="the quotes are part of the token")
    tokens_grant_only_their_own = Rule(
        "1.713",
        "a token with scopes can only create tokens that may not do more",
        before="it can create tokens with any scopes",
    )
    moving_values_needs_both_scopes = Rule(
        "1.736",
        "renaming a variable or a resource needs the scope to write the old and the new path",
        before="the old path is enough",
    )
    folder_names_have_hyphens = Rule("1.724", "a folder's name may contain hyphens", before="it must not")
    folder_owners_have_dots = Rule(
        "1.745", "the name of a folder's owner may contain dots and at-signs", before="it must not"
    )
    tokens_are_webhooks = Rule(
        "1.776",
        "a run started with a token that is not from a login has `webhook` as its kind of trigger",
        before="it has none",
    )
    lists_have_arguments = Rule("1.613", "lists take `include_args`", before="they ignore it")
    lists_search = Rule("1.646", "lists take `broad_filter`", before="they ignore it")
    lists_order_failures_by_end = Rule(
        "1.647",
        "a list of failures is sorted by their end",
        before="it is sorted by their creation",
    )
    lists_know_what_is_resolved = Rule("1.771", "lists take `resolved`", before="they ignore it")
    value_paths_are_checked_first = Rule(
        "1.779",
        "Windmill itself refuses an invalid path of a variable or a resource",
        before="the database refuses it",
    )
    operators_deploy_nothing = Rule(
        "1.615",
        "operators may not create or update flows, or create or archive scripts",
        before="they may wherever others may",
    )
    operators_delete_no_flows = Rule(
        "1.771", "operators may not delete or archive flows", before="they may wherever others may"
    )
    callers_are_told_by_token = Rule(
        "1.776",
        "the refusal to read a resource names the kind of the caller's token",
        before="it names the caller and their rights",
    )
    callers_may_be_read_only = Rule(
        "1.701",
        "read-only tokens exist, and the refusal to read a resource names them",
        before="`read_only` is ignored",
    )
    archive_asks_variables_scope = Rule(
        "1.736",
        "an archive with plain secrets needs the scope to read all variables",
        before="the scope to read the workspace is enough",
    )
    renaming_needs_both_scopes = Rule(
        "1.776",
        "renaming a flow or a script needs the scope to write the old and the new path",
        before="the old path is enough",
    )
    preview_paths_lead_nowhere_else = Rule(
        "1.740", "a preview's path that starts with a slash or contains `..` is refused", before="it is accepted"
    )
    previews_need_every_run_scope = Rule(
        "1.788",
        "a preview needs a token that may run everything",
        before="a token that may run all flows, or all scripts, is enough",
    )

    other_sites_may_delete = Rule(
        "1.700", "scripts of other sites may also send DELETE", before="they may send GET and POST"
    )
    workspace_is_open_to_embedded_apps = Rule(
        "1.788",
        "scripts of other sites may call `folders`, `resources`, `users` and `variables` of a workspace",
        before="they may call only `jobs_u` and runs by path",
    )

    # -- keys ------------------------------------------------------------------------------
    flows_tell_drafts = Rule("1.788", "`flows/get` has `is_draft`", before="it does not")
    whoami_tells_service_accounts = Rule("1.700", "`whoami` has `is_service_account`", before="it does not")
    whoami_tells_membership = Rule("1.788", "`whoami` has `non_member`", before="it does not")
    view_token = Rule("1.733", "`approval_info` and a signed `get_flow` have a `view_token`", before="they do not")
    approval_token_shows_jobs = Rule(
        "1.690",
        "`jobs_u/get` shows the jobs of an approval page to anyone with its token",
        before="it does not have the parameter `approval_token`",
    )
    approval_token_shows_jobs_to_approvers = Rule(
        "1.721",
        "under `user_auth_required` it shows them only to users who may approve",
        before="the token is enough",
    )
    approval_info_hides_votes = Rule(
        "1.721",
        "under `user_auth_required`, `approval_info` hides the form and the votes from users who may not approve",
        before="it shows them to everyone",
    )
    jobs_tell_retries = Rule("1.788", "jobs have `is_retry` and `resolved`", before="they do not")
    logs_tell_isolation = Rule("1.788", "a step's log names its isolation", before="it does not")

    @classmethod
    def parse(cls, text: str) -> WindmillVersion:
        """Parse `1.788`, `v1.788` or `1.788.0`.

        Raises ValueError, which lists the recorded versions, for anything else and for versions before 1.607.
        """
        return cls(parse_number(text))

    @property
    def conditions_bind_signed_step_urls(self) -> bool:
        """Whether conditions also apply to step-level URLs, as they did before the approval page had a token."""
        return not self.approval_page_by_token

    @cached_property
    def framework(self) -> Framework:
        """The web framework below this version."""
        return framework_of(self.number)

    @property
    def is_recorded(self) -> bool:
        return str(self) in RECORDED

    @property
    def follows(self) -> str:
        """The newest recorded version that is not newer than this one."""
        return newest_of([(version, version) for version in RECORDED], self.number)

    @property
    def warning(self) -> str | None:
        """A warning if this version is newer than every recorded one, else None."""
        if self.number <= NEWEST:
            return None
        return (
            f"Windmill {self} is newer than every recorded version; the mock follows {self.follows} "
            "(see `windmill-approvals help test-several-versions`)"
        )

    def __str__(self) -> str:
        return write_number(self.number)


def list_rules() -> list[Rule]:
    """Return every rule, sorted by date and then as in `WindmillVersion`."""
    members: list[Any] = list(vars(WindmillVersion).values())
    return sorted((rule for rule in members if isinstance(rule, Rule)), key=lambda rule: as_number(rule.since))
