from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.boolean_map import BooleanMap
    from ..models.flow_value import FlowValue
    from ..models.json_schema import JsonSchema


T = TypeVar("T", bound="Flow")


@_attrs_define
class Flow:
    """A deployed flow.

    Attributes:
        path (str):
        value (FlowValue): A flow's definition, free-form. Its `modules` are the steps.
        workspace_id (str | Unset):
        summary (str | Unset):
        description (None | str | Unset):
        schema (JsonSchema | None | Unset):
        edited_by (str | Unset):
        edited_at (datetime.datetime | Unset):
        archived (bool | Unset):
        extra_perms (BooleanMap | None | Unset):
        starred (bool | None | Unset):
        draft_only (bool | None | Unset):
        tag (None | str | Unset):
        ws_error_handler_muted (bool | None | Unset):
        priority (int | None | Unset):
        dedicated_worker (bool | None | Unset):
        timeout (float | None | Unset):
        visible_to_runner_only (bool | None | Unset):
        on_behalf_of_email (None | str | Unset):
        on_behalf_of (None | str | Unset):
        labels (list[str] | None | Unset):
        inherited_labels (list[str] | None | Unset):
        lock_error_logs (None | str | Unset):
        version_id (int | None | Unset):
        is_draft (bool | None | Unset):
        draft_saved_at (datetime.datetime | None | Unset):
        no_deployed (bool | None | Unset):
        draft (Any | Unset): The caller's draft: any JSON.
        other_drafts_users (Any | Unset): Who else has a draft: any JSON.
    """

    path: str
    value: FlowValue
    workspace_id: str | Unset = UNSET
    summary: str | Unset = UNSET
    description: None | str | Unset = UNSET
    schema: JsonSchema | None | Unset = UNSET
    edited_by: str | Unset = UNSET
    edited_at: datetime.datetime | Unset = UNSET
    archived: bool | Unset = UNSET
    extra_perms: BooleanMap | None | Unset = UNSET
    starred: bool | None | Unset = UNSET
    draft_only: bool | None | Unset = UNSET
    tag: None | str | Unset = UNSET
    ws_error_handler_muted: bool | None | Unset = UNSET
    priority: int | None | Unset = UNSET
    dedicated_worker: bool | None | Unset = UNSET
    timeout: float | None | Unset = UNSET
    visible_to_runner_only: bool | None | Unset = UNSET
    on_behalf_of_email: None | str | Unset = UNSET
    on_behalf_of: None | str | Unset = UNSET
    labels: list[str] | None | Unset = UNSET
    inherited_labels: list[str] | None | Unset = UNSET
    lock_error_logs: None | str | Unset = UNSET
    version_id: int | None | Unset = UNSET
    is_draft: bool | None | Unset = UNSET
    draft_saved_at: datetime.datetime | None | Unset = UNSET
    no_deployed: bool | None | Unset = UNSET
    draft: Any | Unset = UNSET
    other_drafts_users: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.boolean_map import BooleanMap  # noqa: PLC0415
        from ..models.json_schema import JsonSchema  # noqa: PLC0415

        path = self.path

        value = self.value.to_dict()

        workspace_id = self.workspace_id

        summary = self.summary

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        schema: dict[str, Any] | None | Unset
        if isinstance(self.schema, Unset):
            schema = UNSET
        elif isinstance(self.schema, JsonSchema):
            schema = self.schema.to_dict()
        else:
            schema = self.schema

        edited_by = self.edited_by

        edited_at: str | Unset = UNSET
        if not isinstance(self.edited_at, Unset):
            edited_at = self.edited_at.isoformat()

        archived = self.archived

        extra_perms: dict[str, Any] | None | Unset
        if isinstance(self.extra_perms, Unset):
            extra_perms = UNSET
        elif isinstance(self.extra_perms, BooleanMap):
            extra_perms = self.extra_perms.to_dict()
        else:
            extra_perms = self.extra_perms

        starred: bool | None | Unset
        if isinstance(self.starred, Unset):
            starred = UNSET
        else:
            starred = self.starred

        draft_only: bool | None | Unset
        if isinstance(self.draft_only, Unset):
            draft_only = UNSET
        else:
            draft_only = self.draft_only

        tag: None | str | Unset
        if isinstance(self.tag, Unset):
            tag = UNSET
        else:
            tag = self.tag

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

        dedicated_worker: bool | None | Unset
        if isinstance(self.dedicated_worker, Unset):
            dedicated_worker = UNSET
        else:
            dedicated_worker = self.dedicated_worker

        timeout: float | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        visible_to_runner_only: bool | None | Unset
        if isinstance(self.visible_to_runner_only, Unset):
            visible_to_runner_only = UNSET
        else:
            visible_to_runner_only = self.visible_to_runner_only

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

        lock_error_logs: None | str | Unset
        if isinstance(self.lock_error_logs, Unset):
            lock_error_logs = UNSET
        else:
            lock_error_logs = self.lock_error_logs

        version_id: int | None | Unset
        if isinstance(self.version_id, Unset):
            version_id = UNSET
        else:
            version_id = self.version_id

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
                "path": path,
                "value": value,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if summary is not UNSET:
            field_dict["summary"] = summary
        if description is not UNSET:
            field_dict["description"] = description
        if schema is not UNSET:
            field_dict["schema"] = schema
        if edited_by is not UNSET:
            field_dict["edited_by"] = edited_by
        if edited_at is not UNSET:
            field_dict["edited_at"] = edited_at
        if archived is not UNSET:
            field_dict["archived"] = archived
        if extra_perms is not UNSET:
            field_dict["extra_perms"] = extra_perms
        if starred is not UNSET:
            field_dict["starred"] = starred
        if draft_only is not UNSET:
            field_dict["draft_only"] = draft_only
        if tag is not UNSET:
            field_dict["tag"] = tag
        if ws_error_handler_muted is not UNSET:
            field_dict["ws_error_handler_muted"] = ws_error_handler_muted
        if priority is not UNSET:
            field_dict["priority"] = priority
        if dedicated_worker is not UNSET:
            field_dict["dedicated_worker"] = dedicated_worker
        if timeout is not UNSET:
            field_dict["timeout"] = timeout
        if visible_to_runner_only is not UNSET:
            field_dict["visible_to_runner_only"] = visible_to_runner_only
        if on_behalf_of_email is not UNSET:
            field_dict["on_behalf_of_email"] = on_behalf_of_email
        if on_behalf_of is not UNSET:
            field_dict["on_behalf_of"] = on_behalf_of
        if labels is not UNSET:
            field_dict["labels"] = labels
        if inherited_labels is not UNSET:
            field_dict["inherited_labels"] = inherited_labels
        if lock_error_logs is not UNSET:
            field_dict["lock_error_logs"] = lock_error_logs
        if version_id is not UNSET:
            field_dict["version_id"] = version_id
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
        from ..models.flow_value import FlowValue  # noqa: PLC0415
        from ..models.json_schema import JsonSchema  # noqa: PLC0415

        d = dict(src_dict)
        path = d.pop("path")

        value = FlowValue.from_dict(d.pop("value"))

        workspace_id = d.pop("workspace_id", UNSET)

        summary = d.pop("summary", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

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

        edited_by = d.pop("edited_by", UNSET)

        _edited_at = d.pop("edited_at", UNSET)
        edited_at: datetime.datetime | Unset
        if isinstance(_edited_at, Unset):
            edited_at = UNSET
        else:
            edited_at = datetime.datetime.fromisoformat(_edited_at)

        archived = d.pop("archived", UNSET)

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

        def _parse_starred(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        starred = _parse_starred(d.pop("starred", UNSET))

        def _parse_draft_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        draft_only = _parse_draft_only(d.pop("draft_only", UNSET))

        def _parse_tag(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tag = _parse_tag(d.pop("tag", UNSET))

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

        def _parse_dedicated_worker(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        dedicated_worker = _parse_dedicated_worker(d.pop("dedicated_worker", UNSET))

        def _parse_timeout(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        timeout = _parse_timeout(d.pop("timeout", UNSET))

        def _parse_visible_to_runner_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        visible_to_runner_only = _parse_visible_to_runner_only(d.pop("visible_to_runner_only", UNSET))

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

        def _parse_lock_error_logs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        lock_error_logs = _parse_lock_error_logs(d.pop("lock_error_logs", UNSET))

        def _parse_version_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        version_id = _parse_version_id(d.pop("version_id", UNSET))

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

        flow = cls(
            path=path,
            value=value,
            workspace_id=workspace_id,
            summary=summary,
            description=description,
            schema=schema,
            edited_by=edited_by,
            edited_at=edited_at,
            archived=archived,
            extra_perms=extra_perms,
            starred=starred,
            draft_only=draft_only,
            tag=tag,
            ws_error_handler_muted=ws_error_handler_muted,
            priority=priority,
            dedicated_worker=dedicated_worker,
            timeout=timeout,
            visible_to_runner_only=visible_to_runner_only,
            on_behalf_of_email=on_behalf_of_email,
            on_behalf_of=on_behalf_of,
            labels=labels,
            inherited_labels=inherited_labels,
            lock_error_logs=lock_error_logs,
            version_id=version_id,
            is_draft=is_draft,
            draft_saved_at=draft_saved_at,
            no_deployed=no_deployed,
            draft=draft,
            other_drafts_users=other_drafts_users,
        )

        flow.additional_properties = d
        return flow

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
