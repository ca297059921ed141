from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.script_kind import ScriptKind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.json_schema import JsonSchema
    from ..models.script_asset import ScriptAsset
    from ..models.script_modules import ScriptModules


T = TypeVar("T", bound="NewScript")


@_attrs_define
class NewScript:
    """A script to deploy.

    Attributes:
        path (str):
        summary (str):
        content (str): The source.
        language (str): python3, bun, bash, go, deno, postgresql and others.
        parent_hash (str | Unset): Hash of the version this one follows.
        auto_parent (bool | Unset):
        description (str | Unset):
        schema (JsonSchema | Unset): A JSON Schema, free-form.
        is_template (bool | Unset):
        lock (str | Unset):
        kind (ScriptKind | Unset):
        tag (str | Unset):
        envs (list[str] | Unset):
        concurrent_limit (int | Unset):
        concurrency_time_window_s (int | Unset):
        cache_ttl (float | Unset):
        cache_ignore_s3_path (bool | Unset):
        dedicated_worker (bool | Unset):
        ws_error_handler_muted (bool | Unset):
        priority (int | Unset):
        restart_unless_cancelled (bool | Unset):
        timeout (int | Unset):
        delete_after_secs (int | Unset):
        deployment_message (str | Unset):
        concurrency_key (str | Unset):
        debounce_key (str | Unset):
        debounce_delay_s (int | Unset):
        debounce_args_to_accumulate (list[str] | Unset):
        max_total_debouncing_time (int | Unset):
        max_total_debounces_amount (int | Unset):
        visible_to_runner_only (bool | Unset):
        auto_kind (str | Unset):
        codebase (str | Unset):
        has_preprocessor (bool | Unset):
        on_behalf_of_email (str | Unset):
        on_behalf_of (str | Unset):
        preserve_on_behalf_of (bool | Unset):
        assets (list[ScriptAsset] | Unset):
        modules (None | ScriptModules | Unset):
        labels (list[str] | Unset):
        skip_draft_deletion (bool | Unset):
    """

    path: str
    summary: str
    content: str
    language: str
    parent_hash: str | Unset = UNSET
    auto_parent: bool | Unset = UNSET
    description: str | Unset = UNSET
    schema: JsonSchema | Unset = UNSET
    is_template: bool | Unset = UNSET
    lock: str | Unset = UNSET
    kind: ScriptKind | Unset = UNSET
    tag: str | Unset = UNSET
    envs: list[str] | Unset = UNSET
    concurrent_limit: int | Unset = UNSET
    concurrency_time_window_s: int | Unset = UNSET
    cache_ttl: float | Unset = UNSET
    cache_ignore_s3_path: bool | Unset = UNSET
    dedicated_worker: bool | Unset = UNSET
    ws_error_handler_muted: bool | Unset = UNSET
    priority: int | Unset = UNSET
    restart_unless_cancelled: bool | Unset = UNSET
    timeout: int | Unset = UNSET
    delete_after_secs: int | Unset = UNSET
    deployment_message: str | Unset = UNSET
    concurrency_key: str | Unset = UNSET
    debounce_key: str | Unset = UNSET
    debounce_delay_s: int | Unset = UNSET
    debounce_args_to_accumulate: list[str] | Unset = UNSET
    max_total_debouncing_time: int | Unset = UNSET
    max_total_debounces_amount: int | Unset = UNSET
    visible_to_runner_only: bool | Unset = UNSET
    auto_kind: str | Unset = UNSET
    codebase: str | Unset = UNSET
    has_preprocessor: bool | Unset = UNSET
    on_behalf_of_email: str | Unset = UNSET
    on_behalf_of: str | Unset = UNSET
    preserve_on_behalf_of: bool | Unset = UNSET
    assets: list[ScriptAsset] | Unset = UNSET
    modules: None | ScriptModules | Unset = UNSET
    labels: list[str] | Unset = UNSET
    skip_draft_deletion: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.script_modules import ScriptModules  # noqa: PLC0415

        path = self.path

        summary = self.summary

        content = self.content

        language = self.language

        parent_hash = self.parent_hash

        auto_parent = self.auto_parent

        description = self.description

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        is_template = self.is_template

        lock = self.lock

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind.value

        tag = self.tag

        envs: list[str] | Unset = UNSET
        if not isinstance(self.envs, Unset):
            envs = self.envs

        concurrent_limit = self.concurrent_limit

        concurrency_time_window_s = self.concurrency_time_window_s

        cache_ttl = self.cache_ttl

        cache_ignore_s3_path = self.cache_ignore_s3_path

        dedicated_worker = self.dedicated_worker

        ws_error_handler_muted = self.ws_error_handler_muted

        priority = self.priority

        restart_unless_cancelled = self.restart_unless_cancelled

        timeout = self.timeout

        delete_after_secs = self.delete_after_secs

        deployment_message = self.deployment_message

        concurrency_key = self.concurrency_key

        debounce_key = self.debounce_key

        debounce_delay_s = self.debounce_delay_s

        debounce_args_to_accumulate: list[str] | Unset = UNSET
        if not isinstance(self.debounce_args_to_accumulate, Unset):
            debounce_args_to_accumulate = self.debounce_args_to_accumulate

        max_total_debouncing_time = self.max_total_debouncing_time

        max_total_debounces_amount = self.max_total_debounces_amount

        visible_to_runner_only = self.visible_to_runner_only

        auto_kind = self.auto_kind

        codebase = self.codebase

        has_preprocessor = self.has_preprocessor

        on_behalf_of_email = self.on_behalf_of_email

        on_behalf_of = self.on_behalf_of

        preserve_on_behalf_of = self.preserve_on_behalf_of

        assets: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.assets, Unset):
            assets = []
            for assets_item_data in self.assets:
                assets_item = assets_item_data.to_dict()
                assets.append(assets_item)

        modules: dict[str, Any] | None | Unset
        if isinstance(self.modules, Unset):
            modules = UNSET
        elif isinstance(self.modules, ScriptModules):
            modules = self.modules.to_dict()
        else:
            modules = self.modules

        labels: list[str] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels

        skip_draft_deletion = self.skip_draft_deletion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "path": path,
                "summary": summary,
                "content": content,
                "language": language,
            }
        )
        if parent_hash is not UNSET:
            field_dict["parent_hash"] = parent_hash
        if auto_parent is not UNSET:
            field_dict["auto_parent"] = auto_parent
        if description is not UNSET:
            field_dict["description"] = description
        if schema is not UNSET:
            field_dict["schema"] = schema
        if is_template is not UNSET:
            field_dict["is_template"] = is_template
        if lock is not UNSET:
            field_dict["lock"] = lock
        if kind is not UNSET:
            field_dict["kind"] = kind
        if tag is not UNSET:
            field_dict["tag"] = tag
        if envs is not UNSET:
            field_dict["envs"] = envs
        if concurrent_limit is not UNSET:
            field_dict["concurrent_limit"] = concurrent_limit
        if concurrency_time_window_s is not UNSET:
            field_dict["concurrency_time_window_s"] = concurrency_time_window_s
        if cache_ttl is not UNSET:
            field_dict["cache_ttl"] = cache_ttl
        if cache_ignore_s3_path is not UNSET:
            field_dict["cache_ignore_s3_path"] = cache_ignore_s3_path
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
        if deployment_message is not UNSET:
            field_dict["deployment_message"] = deployment_message
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
        if preserve_on_behalf_of is not UNSET:
            field_dict["preserve_on_behalf_of"] = preserve_on_behalf_of
        if assets is not UNSET:
            field_dict["assets"] = assets
        if modules is not UNSET:
            field_dict["modules"] = modules
        if labels is not UNSET:
            field_dict["labels"] = labels
        if skip_draft_deletion is not UNSET:
            field_dict["skip_draft_deletion"] = skip_draft_deletion

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_schema import JsonSchema  # noqa: PLC0415
        from ..models.script_asset import ScriptAsset  # noqa: PLC0415
        from ..models.script_modules import ScriptModules  # noqa: PLC0415

        d = dict(src_dict)
        path = d.pop("path")

        summary = d.pop("summary")

        content = d.pop("content")

        language = d.pop("language")

        parent_hash = d.pop("parent_hash", UNSET)

        auto_parent = d.pop("auto_parent", UNSET)

        description = d.pop("description", UNSET)

        _schema = d.pop("schema", UNSET)
        schema: JsonSchema | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = JsonSchema.from_dict(_schema)

        is_template = d.pop("is_template", UNSET)

        lock = d.pop("lock", UNSET)

        _kind = d.pop("kind", UNSET)
        kind: ScriptKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = ScriptKind(_kind)

        tag = d.pop("tag", UNSET)

        envs = cast(list[str], d.pop("envs", UNSET))

        concurrent_limit = d.pop("concurrent_limit", UNSET)

        concurrency_time_window_s = d.pop("concurrency_time_window_s", UNSET)

        cache_ttl = d.pop("cache_ttl", UNSET)

        cache_ignore_s3_path = d.pop("cache_ignore_s3_path", UNSET)

        dedicated_worker = d.pop("dedicated_worker", UNSET)

        ws_error_handler_muted = d.pop("ws_error_handler_muted", UNSET)

        priority = d.pop("priority", UNSET)

        restart_unless_cancelled = d.pop("restart_unless_cancelled", UNSET)

        timeout = d.pop("timeout", UNSET)

        delete_after_secs = d.pop("delete_after_secs", UNSET)

        deployment_message = d.pop("deployment_message", UNSET)

        concurrency_key = d.pop("concurrency_key", UNSET)

        debounce_key = d.pop("debounce_key", UNSET)

        debounce_delay_s = d.pop("debounce_delay_s", UNSET)

        debounce_args_to_accumulate = cast(list[str], d.pop("debounce_args_to_accumulate", UNSET))

        max_total_debouncing_time = d.pop("max_total_debouncing_time", UNSET)

        max_total_debounces_amount = d.pop("max_total_debounces_amount", UNSET)

        visible_to_runner_only = d.pop("visible_to_runner_only", UNSET)

        auto_kind = d.pop("auto_kind", UNSET)

        codebase = d.pop("codebase", UNSET)

        has_preprocessor = d.pop("has_preprocessor", UNSET)

        on_behalf_of_email = d.pop("on_behalf_of_email", UNSET)

        on_behalf_of = d.pop("on_behalf_of", UNSET)

        preserve_on_behalf_of = d.pop("preserve_on_behalf_of", UNSET)

        _assets = d.pop("assets", UNSET)
        assets: list[ScriptAsset] | Unset = UNSET
        if _assets is not UNSET:
            assets = []
            for assets_item_data in _assets:
                assets_item = ScriptAsset.from_dict(assets_item_data)

                assets.append(assets_item)

        def _parse_modules(data: object) -> None | ScriptModules | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                modules_type_1 = ScriptModules.from_dict(data)

                return modules_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScriptModules | Unset, data)

        modules = _parse_modules(d.pop("modules", UNSET))

        labels = cast(list[str], d.pop("labels", UNSET))

        skip_draft_deletion = d.pop("skip_draft_deletion", UNSET)

        new_script = cls(
            path=path,
            summary=summary,
            content=content,
            language=language,
            parent_hash=parent_hash,
            auto_parent=auto_parent,
            description=description,
            schema=schema,
            is_template=is_template,
            lock=lock,
            kind=kind,
            tag=tag,
            envs=envs,
            concurrent_limit=concurrent_limit,
            concurrency_time_window_s=concurrency_time_window_s,
            cache_ttl=cache_ttl,
            cache_ignore_s3_path=cache_ignore_s3_path,
            dedicated_worker=dedicated_worker,
            ws_error_handler_muted=ws_error_handler_muted,
            priority=priority,
            restart_unless_cancelled=restart_unless_cancelled,
            timeout=timeout,
            delete_after_secs=delete_after_secs,
            deployment_message=deployment_message,
            concurrency_key=concurrency_key,
            debounce_key=debounce_key,
            debounce_delay_s=debounce_delay_s,
            debounce_args_to_accumulate=debounce_args_to_accumulate,
            max_total_debouncing_time=max_total_debouncing_time,
            max_total_debounces_amount=max_total_debounces_amount,
            visible_to_runner_only=visible_to_runner_only,
            auto_kind=auto_kind,
            codebase=codebase,
            has_preprocessor=has_preprocessor,
            on_behalf_of_email=on_behalf_of_email,
            on_behalf_of=on_behalf_of,
            preserve_on_behalf_of=preserve_on_behalf_of,
            assets=assets,
            modules=modules,
            labels=labels,
            skip_draft_deletion=skip_draft_deletion,
        )

        new_script.additional_properties = d
        return new_script

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
