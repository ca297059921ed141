from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.boolean_map import BooleanMap
    from ..models.json_schema import JsonSchema


T = TypeVar("T", bound="Script")


@_attrs_define
class Script:
    """A deployed script.

    Attributes:
        hash_ (str):
        path (str):
        workspace_id (str | Unset):
        parent_hashes (list[str] | None | Unset):
        summary (str | Unset):
        description (None | str | Unset):
        content (str | Unset):
        created_by (str | Unset):
        created_at (datetime.datetime | Unset):
        archived (bool | Unset):
        schema (JsonSchema | None | Unset):
        deleted (bool | Unset):
        is_template (bool | None | Unset):
        extra_perms (BooleanMap | None | Unset):
        lock (None | str | Unset):
        lock_error_logs (None | str | Unset):
        language (str | Unset):
        kind (str | Unset): script, failure, trigger, command, approval, preprocessor.
        starred (bool | None | Unset):
        tag (None | str | Unset):
        draft_only (bool | None | Unset):
        envs (list[str] | None | Unset):
        concurrent_limit (int | None | Unset):
        concurrency_time_window_s (int | None | Unset):
        concurrency_key (None | str | Unset):
        debounce_key (None | str | Unset):
        debounce_delay_s (int | None | Unset):
        debounce_args_to_accumulate (list[str] | None | Unset):
        max_total_debouncing_time (int | None | Unset):
        max_total_debounces_amount (int | None | Unset):
        cache_ttl (float | None | Unset):
        dedicated_worker (bool | None | Unset):
        ws_error_handler_muted (bool | None | Unset):
        priority (int | None | Unset):
        restart_unless_cancelled (bool | None | Unset):
        timeout (int | None | Unset):
        delete_after_secs (int | None | Unset):
        visible_to_runner_only (bool | None | Unset):
        auto_kind (None | str | Unset):
        codebase (None | str | Unset):
        has_preprocessor (bool | None | Unset):
        on_behalf_of_email (None | str | Unset):
        on_behalf_of (None | str | Unset):
        modules (Any | Unset): Further source files, by name: any JSON.
        labels (list[str] | None | Unset):
        inherited_labels (list[str] | None | Unset):
        is_draft (bool | None | Unset):
        draft_saved_at (datetime.datetime | None | Unset):
        no_deployed (bool | None | Unset):
        draft (Any | Unset): The caller's draft: any JSON.
        other_drafts_users (Any | Unset): Who else has a draft: any JSON.
    """

    hash_: str
    path: str
    workspace_id: str | Unset = UNSET
    parent_hashes: list[str] | None | Unset = UNSET
    summary: str | Unset = UNSET
    description: None | str | Unset = UNSET
    content: str | Unset = UNSET
    created_by: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    archived: bool | Unset = UNSET
    schema: JsonSchema | None | Unset = UNSET
    deleted: bool | Unset = UNSET
    is_template: bool | None | Unset = UNSET
    extra_perms: BooleanMap | None | Unset = UNSET
    lock: None | str | Unset = UNSET
    lock_error_logs: None | str | Unset = UNSET
    language: str | Unset = UNSET
    kind: str | Unset = UNSET
    starred: bool | None | Unset = UNSET
    tag: None | str | Unset = UNSET
    draft_only: bool | None | Unset = UNSET
    envs: list[str] | None | Unset = UNSET
    concurrent_limit: int | None | Unset = UNSET
    concurrency_time_window_s: int | None | Unset = UNSET
    concurrency_key: None | str | Unset = UNSET
    debounce_key: None | str | Unset = UNSET
    debounce_delay_s: int | None | Unset = UNSET
    debounce_args_to_accumulate: list[str] | None | Unset = UNSET
    max_total_debouncing_time: int | None | Unset = UNSET
    max_total_debounces_amount: int | None | Unset = UNSET
    cache_ttl: float | None | Unset = UNSET
    dedicated_worker: bool | None | Unset = UNSET
    ws_error_handler_muted: bool | None | Unset = UNSET
    priority: int | None | Unset = UNSET
    restart_unless_cancelled: bool | None | Unset = UNSET
    timeout: int | None | Unset = UNSET
    delete_after_secs: int | None | Unset = UNSET
    visible_to_runner_only: bool | None | Unset = UNSET
    auto_kind: None | str | Unset = UNSET
    codebase: None | str | Unset = UNSET
    has_preprocessor: bool | None | Unset = UNSET
    on_behalf_of_email: None | str | Unset = UNSET
    on_behalf_of: None | str | Unset = UNSET
    modules: Any | Unset = UNSET
    labels: list[str] | None | Unset = UNSET
    inherited_labels: list[str] | None | Unset = UNSET
    is_draft: bool | None | Unset = UNSET
    draft_saved_at: datetime.datetime | None | Unset = UNSET
    no_deployed: bool | None | Unset = UNSET
    draft: Any | Unset = UNSET
    other_drafts_users: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.boolean_map import BooleanMap  # noqa: PLC0415
        from ..models.json_schema import JsonSchema  # noqa: PLC0415

        hash_ = self.hash_

        path = self.path

        workspace_id = self.workspace_id

        parent_hashes: list[str] | None | Unset
        if isinstance(self.parent_hashes, Unset):
            parent_hashes = UNSET
        elif isinstance(self.parent_hashes, list):
            parent_hashes = self.parent_hashes

        else:
            parent_hashes = self.parent_hashes

        summary = self.summary

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        content = self.content

        created_by = self.created_by

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        archived = self.archived

        schema: dict[str, Any] | None | Unset
        if isinstance(self.schema, Unset):
            schema = UNSET
        elif isinstance(self.schema, JsonSchema):
            schema = self.schema.to_dict()
        else:
            schema = self.schema

        deleted = self.deleted

        is_template: bool | None | Unset
        if isinstance(self.is_template, Unset):
            is_template = UNSET
        else:
            is_template = self.is_template

        extra_perms: dict[str, Any] | None | Unset
        if isinstance(self.extra_perms, Unset):
            extra_perms = UNSET
        elif isinstance(self.extra_perms, BooleanMap):
            extra_perms = self.extra_perms.to_dict()
        else:
            extra_perms = self.extra_perms

        lock: None | str | Unset
        if isinstance(self.lock, Unset):
            lock = UNSET
        else:
            lock = self.lock

        lock_error_logs: None | str | Unset
        if isinstance(self.lock_error_logs, Unset):
            lock_error_logs = UNSET
        else:
            lock_error_logs = self.lock_error_logs

        language = self.language

        kind = self.kind

        starred: bool | None | Unset
        if isinstance(self.starred, Unset):
            starred = UNSET
        else:
            starred = self.starred

        tag: None | str | Unset
        if isinstance(self.tag, Unset):
            tag = UNSET
        else:
            tag = self.tag

        draft_only: bool | None | Unset
        if isinstance(self.draft_only, Unset):
            draft_only = UNSET
        else:
            draft_only = self.draft_only

        envs: list[str] | None | Unset
        if isinstance(self.envs, Unset):
            envs = UNSET
        elif isinstance(self.envs, list):
            envs = self.envs

        else:
            envs = self.envs

        concurrent_limit: int | None | Unset
        if isinstance(self.concurrent_limit, Unset):
            concurrent_limit = UNSET
        else:
            concurrent_limit = self.concurrent_limit

        concurrency_time_window_s: int | None | Unset
        if isinstance(self.concurrency_time_window_s, Unset):
            concurrency_time_window_s = UNSET
        else:
            concurrency_time_window_s = self.concurrency_time_window_s

        concurrency_key: None | str | Unset
        if isinstance(self.concurrency_key, Unset):
            concurrency_key = UNSET
        else:
            concurrency_key = self.concurrency_key

        debounce_key: None | str | Unset
        if isinstance(self.debounce_key, Unset):
            debounce_key = UNSET
        else:
            debounce_key = self.debounce_key

        debounce_delay_s: int | None | Unset
        if isinstance(self.debounce_delay_s, Unset):
            debounce_delay_s = UNSET
        else:
            debounce_delay_s = self.debounce_delay_s

        debounce_args_to_accumulate: list[str] | None | Unset
        if isinstance(self.debounce_args_to_accumulate, Unset):
            debounce_args_to_accumulate = UNSET
        elif isinstance(self.debounce_args_to_accumulate, list):
            debounce_args_to_accumulate = self.debounce_args_to_accumulate

        else:
            debounce_args_to_accumulate = self.debounce_args_to_accumulate

        max_total_debouncing_time: int | None | Unset
        if isinstance(self.max_total_debouncing_time, Unset):
            max_total_debouncing_time = UNSET
        else:
            max_total_debouncing_time = self.max_total_debouncing_time

        max_total_debounces_amount: int | None | Unset
        if isinstance(self.max_total_debounces_amount, Unset):
            max_total_debounces_amount = UNSET
        else:
            max_total_debounces_amount = self.max_total_debounces_amount

        cache_ttl: float | None | Unset
        if isinstance(self.cache_ttl, Unset):
            cache_ttl = UNSET
        else:
            cache_ttl = self.cache_ttl

        dedicated_worker: bool | None | Unset
        if isinstance(self.dedicated_worker, Unset):
            dedicated_worker = UNSET
        else:
            dedicated_worker = self.dedicated_worker

        ws_error_handler_muted: bool | None | Unset
        if isinstance(self.ws_error_handler_muted, Unset):
            ws_error_handler_muted = UNSET
        else:
            ws_error_handler_muted = self.ws_error_handler_muted

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        restart_unless_cancelled: bool | None | Unset
        if isinstance(self.restart_unless_cancelled, Unset):
            restart_unless_cancelled = UNSET
        else:
            restart_unless_cancelled = self.restart_unless_cancelled

        timeout: int | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        delete_after_secs: int | None | Unset
        if isinstance(self.delete_after_secs, Unset):
            delete_after_secs = UNSET
        else:
            delete_after_secs = self.delete_after_secs

        visible_to_runner_only: bool | None | Unset
        if isinstance(self.visible_to_runner_only, Unset):
            visible_to_runner_only = UNSET
        else:
            visible_to_runner_only = self.visible_to_runner_only

        auto_kind: None | str | Unset
        if isinstance(self.auto_kind, Unset):
            auto_kind = UNSET
        else:
            auto_kind = self.auto_kind

        codebase: None | str | Unset
        if isinstance(self.codebase, Unset):
            codebase = UNSET
        else:
            codebase = self.codebase

        has_preprocessor: bool | None | Unset
        if isinstance(self.has_preprocessor, Unset):
            has_preprocessor = UNSET
        else:
            has_preprocessor = self.has_preprocessor

        on_behalf_of_email: None | str | Unset
        if isinstance(self.on_behalf_of_email, Unset):
            on_behalf_of_email = UNSET
        else:
            on_behalf_of_email = self.on_behalf_of_email

        on_behalf_of: None | str | Unset
        if isinstance(self.on_behalf_of, Unset):
            on_behalf_of = UNSET
        else:
            on_behalf_of = self.on_behalf_of

        modules = self.modules

        labels: list[str] | None | Unset
        if isinstance(self.labels, Unset):
            labels = UNSET
        elif isinstance(self.labels, list):
            labels = self.labels

        else:
            labels = self.labels

        inherited_labels: list[str] | None | Unset
        if isinstance(self.inherited_labels, Unset):
            inherited_labels = UNSET
        elif isinstance(self.inherited_labels, list):
            inherited_labels = self.inherited_labels

        else:
            inherited_labels = self.inherited_labels

        is_draft: bool | None | Unset
        if isinstance(self.is_draft, Unset):
            is_draft = UNSET
        else:
            is_draft = self.is_draft

        draft_saved_at: None | str | Unset
        if isinstance(self.draft_saved_at, Unset):
            draft_saved_at = UNSET
        elif isinstance(self.draft_saved_at, datetime.datetime):
            draft_saved_at = self.draft_saved_at.isoformat()
        else:
            draft_saved_at = self.draft_saved_at

        no_deployed: bool | None | Unset
        if isinstance(self.no_deployed, Unset):
            no_deployed = UNSET
        else:
            no_deployed = self.no_deployed

        draft = self.draft

        other_drafts_users = self.other_drafts_users

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hash": hash_,
                "path": path,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if parent_hashes is not UNSET:
            field_dict["parent_hashes"] = parent_hashes
        if summary is not UNSET:
            field_dict["summary"] = summary
        if description is not UNSET:
            field_dict["description"] = description
        if content is not UNSET:
            field_dict["content"] = content
        if created_by is not UNSET:
            field_dict["created_by"] = created_by
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if archived is not UNSET:
            field_dict["archived"] = archived
        if schema is not UNSET:
            field_dict["schema"] = schema
        if deleted is not UNSET:
            field_dict["deleted"] = deleted
        if is_template is not UNSET:
            field_dict["is_template"] = is_template
        if extra_perms is not UNSET:
            field_dict["extra_perms"] = extra_perms
        if lock is not UNSET:
            field_dict["lock"] = lock
        if lock_error_logs is not UNSET:
            field_dict["lock_error_logs"] = lock_error_logs
        if language is not UNSET:
            field_dict["language"] = language
        if kind is not UNSET:
            field_dict["kind"] = kind
        if starred is not UNSET:
            field_dict["starred"] = starred
        if tag is not UNSET:
            field_dict["tag"] = tag
        if draft_only is not UNSET:
            field_dict["draft_only"] = draft_only
        if envs is not UNSET:
            field_dict["envs"] = envs
        if concurrent_limit is not UNSET:
            field_dict["concurrent_limit"] = concurrent_limit
        if concurrency_time_window_s is not UNSET:
            field_dict["concurrency_time_window_s"] = concurrency_time_window_s
        if concurrency_key is not UNSET:
            field_dict["concurrency_key"] = concurrency_key
        if debounce_key is not UNSET:
            field_dict["debounce_key"] = debounce_key
        if debounce_delay_s is not UNSET:
            field_dict["debounce_delay_s"] = debounce_delay_s
        if debounce_args_to_accumulate is not UNSET:
            field_dict["debounce_args_to_accumulate"] = debounce_args_to_accumulate
        if max_total_debouncing_time is not UNSET:
            field_dict["max_total_debouncing_time"] = max_total_debouncing_time
        if max_total_debounces_amount is not UNSET:
            field_dict["max_total_debounces_amount"] = max_total_debounces_amount
        if cache_ttl is not UNSET:
            field_dict["cache_ttl"] = cache_ttl
        if dedicated_worker is not UNSET:
            field_dict["dedicated_worker"] = dedicated_worker
        if ws_error_handler_muted is not UNSET:
            field_dict["ws_error_handler_muted"] = ws_error_handler_muted
        if priority is not UNSET:
            field_dict["priority"] = priority
        if restart_unless_cancelled is not UNSET:
            field_dict["restart_unless_cancelled"] = restart_unless_cancelled
        if timeout is not UNSET:
            field_dict["timeout"] = timeout
        if delete_after_secs is not UNSET:
            field_dict["delete_after_secs"] = delete_after_secs
        if visible_to_runner_only is not UNSET:
            field_dict["visible_to_runner_only"] = visible_to_runner_only
        if auto_kind is not UNSET:
            field_dict["auto_kind"] = auto_kind
        if codebase is not UNSET:
            field_dict["codebase"] = codebase
        if has_preprocessor is not UNSET:
            field_dict["has_preprocessor"] = has_preprocessor
        if on_behalf_of_email is not UNSET:
            field_dict["on_behalf_of_email"] = on_behalf_of_email
        if on_behalf_of is not UNSET:
            field_dict["on_behalf_of"] = on_behalf_of
        if modules is not UNSET:
            field_dict["modules"] = modules
        if labels is not UNSET:
            field_dict["labels"] = labels
        if inherited_labels is not UNSET:
            field_dict["inherited_labels"] = inherited_labels
        if is_draft is not UNSET:
            field_dict["is_draft"] = is_draft
        if draft_saved_at is not UNSET:
            field_dict["draft_saved_at"] = draft_saved_at
        if no_deployed is not UNSET:
            field_dict["no_deployed"] = no_deployed
        if draft is not UNSET:
            field_dict["draft"] = draft
        if other_drafts_users is not UNSET:
            field_dict["other_drafts_users"] = other_drafts_users

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.boolean_map import BooleanMap  # noqa: PLC0415
        from ..models.json_schema import JsonSchema  # noqa: PLC0415

        d = dict(src_dict)
        hash_ = d.pop("hash")

        path = d.pop("path")

        workspace_id = d.pop("workspace_id", UNSET)

        def _parse_parent_hashes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                parent_hashes_type_0 = cast(list[str], data)

                return parent_hashes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        parent_hashes = _parse_parent_hashes(d.pop("parent_hashes", UNSET))

        summary = d.pop("summary", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        content = d.pop("content", UNSET)

        created_by = d.pop("created_by", UNSET)

        _created_at = d.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        archived = d.pop("archived", UNSET)

        def _parse_schema(data: object) -> JsonSchema | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schema_type_1 = JsonSchema.from_dict(data)

                return schema_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JsonSchema | None | Unset, data)

        schema = _parse_schema(d.pop("schema", UNSET))

        deleted = d.pop("deleted", UNSET)

        def _parse_is_template(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_template = _parse_is_template(d.pop("is_template", UNSET))

        def _parse_extra_perms(data: object) -> BooleanMap | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extra_perms_type_1 = BooleanMap.from_dict(data)

                return extra_perms_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BooleanMap | None | Unset, data)

        extra_perms = _parse_extra_perms(d.pop("extra_perms", UNSET))

        def _parse_lock(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        lock = _parse_lock(d.pop("lock", UNSET))

        def _parse_lock_error_logs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        lock_error_logs = _parse_lock_error_logs(d.pop("lock_error_logs", UNSET))

        language = d.pop("language", UNSET)

        kind = d.pop("kind", UNSET)

        def _parse_starred(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        starred = _parse_starred(d.pop("starred", UNSET))

        def _parse_tag(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tag = _parse_tag(d.pop("tag", UNSET))

        def _parse_draft_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        draft_only = _parse_draft_only(d.pop("draft_only", UNSET))

        def _parse_envs(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                envs_type_0 = cast(list[str], data)

                return envs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        envs = _parse_envs(d.pop("envs", UNSET))

        def _parse_concurrent_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        concurrent_limit = _parse_concurrent_limit(d.pop("concurrent_limit", UNSET))

        def _parse_concurrency_time_window_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        concurrency_time_window_s = _parse_concurrency_time_window_s(d.pop("concurrency_time_window_s", UNSET))

        def _parse_concurrency_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        concurrency_key = _parse_concurrency_key(d.pop("concurrency_key", UNSET))

        def _parse_debounce_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        debounce_key = _parse_debounce_key(d.pop("debounce_key", UNSET))

        def _parse_debounce_delay_s(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        debounce_delay_s = _parse_debounce_delay_s(d.pop("debounce_delay_s", UNSET))

        def _parse_debounce_args_to_accumulate(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                debounce_args_to_accumulate_type_0 = cast(list[str], data)

                return debounce_args_to_accumulate_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        debounce_args_to_accumulate = _parse_debounce_args_to_accumulate(d.pop("debounce_args_to_accumulate", UNSET))

        def _parse_max_total_debouncing_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_total_debouncing_time = _parse_max_total_debouncing_time(d.pop("max_total_debouncing_time", UNSET))

        def _parse_max_total_debounces_amount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_total_debounces_amount = _parse_max_total_debounces_amount(d.pop("max_total_debounces_amount", UNSET))

        def _parse_cache_ttl(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        cache_ttl = _parse_cache_ttl(d.pop("cache_ttl", UNSET))

        def _parse_dedicated_worker(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        dedicated_worker = _parse_dedicated_worker(d.pop("dedicated_worker", UNSET))

        def _parse_ws_error_handler_muted(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        ws_error_handler_muted = _parse_ws_error_handler_muted(d.pop("ws_error_handler_muted", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_restart_unless_cancelled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        restart_unless_cancelled = _parse_restart_unless_cancelled(d.pop("restart_unless_cancelled", UNSET))

        def _parse_timeout(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        timeout = _parse_timeout(d.pop("timeout", UNSET))

        def _parse_delete_after_secs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        delete_after_secs = _parse_delete_after_secs(d.pop("delete_after_secs", UNSET))

        def _parse_visible_to_runner_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        visible_to_runner_only = _parse_visible_to_runner_only(d.pop("visible_to_runner_only", UNSET))

        def _parse_auto_kind(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        auto_kind = _parse_auto_kind(d.pop("auto_kind", UNSET))

        def _parse_codebase(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        codebase = _parse_codebase(d.pop("codebase", UNSET))

        def _parse_has_preprocessor(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        has_preprocessor = _parse_has_preprocessor(d.pop("has_preprocessor", UNSET))

        def _parse_on_behalf_of_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        on_behalf_of_email = _parse_on_behalf_of_email(d.pop("on_behalf_of_email", UNSET))

        def _parse_on_behalf_of(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        on_behalf_of = _parse_on_behalf_of(d.pop("on_behalf_of", UNSET))

        modules = d.pop("modules", UNSET)

        def _parse_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                labels_type_0 = cast(list[str], data)

                return labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        labels = _parse_labels(d.pop("labels", UNSET))

        def _parse_inherited_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                inherited_labels_type_0 = cast(list[str], data)

                return inherited_labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        inherited_labels = _parse_inherited_labels(d.pop("inherited_labels", UNSET))

        def _parse_is_draft(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_draft = _parse_is_draft(d.pop("is_draft", UNSET))

        def _parse_draft_saved_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                draft_saved_at_type_0 = datetime.datetime.fromisoformat(data)

                return draft_saved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        draft_saved_at = _parse_draft_saved_at(d.pop("draft_saved_at", UNSET))

        def _parse_no_deployed(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        no_deployed = _parse_no_deployed(d.pop("no_deployed", UNSET))

        draft = d.pop("draft", UNSET)

        other_drafts_users = d.pop("other_drafts_users", UNSET)

        script = cls(
            hash_=hash_,
            path=path,
            workspace_id=workspace_id,
            parent_hashes=parent_hashes,
            summary=summary,
            description=description,
            content=content,
            created_by=created_by,
            created_at=created_at,
            archived=archived,
            schema=schema,
            deleted=deleted,
            is_template=is_template,
            extra_perms=extra_perms,
            lock=lock,
            lock_error_logs=lock_error_logs,
            language=language,
            kind=kind,
            starred=starred,
            tag=tag,
            draft_only=draft_only,
            envs=envs,
            concurrent_limit=concurrent_limit,
            concurrency_time_window_s=concurrency_time_window_s,
            concurrency_key=concurrency_key,
            debounce_key=debounce_key,
            debounce_delay_s=debounce_delay_s,
            debounce_args_to_accumulate=debounce_args_to_accumulate,
            max_total_debouncing_time=max_total_debouncing_time,
            max_total_debounces_amount=max_total_debounces_amount,
            cache_ttl=cache_ttl,
            dedicated_worker=dedicated_worker,
            ws_error_handler_muted=ws_error_handler_muted,
            priority=priority,
            restart_unless_cancelled=restart_unless_cancelled,
            timeout=timeout,
            delete_after_secs=delete_after_secs,
            visible_to_runner_only=visible_to_runner_only,
            auto_kind=auto_kind,
            codebase=codebase,
            has_preprocessor=has_preprocessor,
            on_behalf_of_email=on_behalf_of_email,
            on_behalf_of=on_behalf_of,
            modules=modules,
            labels=labels,
            inherited_labels=inherited_labels,
            is_draft=is_draft,
            draft_saved_at=draft_saved_at,
            no_deployed=no_deployed,
            draft=draft,
            other_drafts_users=other_drafts_users,
        )

        script.additional_properties = d
        return script

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
