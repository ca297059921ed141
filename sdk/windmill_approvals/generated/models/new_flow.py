from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_value import FlowValue
    from ..models.json_schema import JsonSchema


T = TypeVar("T", bound="NewFlow")


@_attrs_define
class NewFlow:
    """A flow to deploy.

    Attributes:
        path (str):
        summary (str):
        value (FlowValue): A flow's definition, free-form. Its `modules` are the steps.
        description (str | Unset):
        schema (JsonSchema | Unset): A JSON Schema, free-form.
        tag (str | Unset):
        ws_error_handler_muted (bool | Unset):
        priority (int | Unset):
        dedicated_worker (bool | Unset):
        timeout (float | Unset):
        visible_to_runner_only (bool | Unset):
        on_behalf_of_email (str | Unset):
        on_behalf_of (str | Unset):
        preserve_on_behalf_of (bool | Unset):
        labels (list[str] | Unset):
        deployment_message (str | Unset):
        skip_draft_deletion (bool | Unset):
    """

    path: str
    summary: str
    value: FlowValue
    description: str | Unset = UNSET
    schema: JsonSchema | Unset = UNSET
    tag: str | Unset = UNSET
    ws_error_handler_muted: bool | Unset = UNSET
    priority: int | Unset = UNSET
    dedicated_worker: bool | Unset = UNSET
    timeout: float | Unset = UNSET
    visible_to_runner_only: bool | Unset = UNSET
    on_behalf_of_email: str | Unset = UNSET
    on_behalf_of: str | Unset = UNSET
    preserve_on_behalf_of: bool | Unset = UNSET
    labels: list[str] | Unset = UNSET
    deployment_message: str | Unset = UNSET
    skip_draft_deletion: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        path = self.path

        summary = self.summary

        value = self.value.to_dict()

        description = self.description

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        tag = self.tag

        ws_error_handler_muted = self.ws_error_handler_muted

        priority = self.priority

        dedicated_worker = self.dedicated_worker

        timeout = self.timeout

        visible_to_runner_only = self.visible_to_runner_only

        on_behalf_of_email = self.on_behalf_of_email

        on_behalf_of = self.on_behalf_of

        preserve_on_behalf_of = self.preserve_on_behalf_of

        labels: list[str] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels

        deployment_message = self.deployment_message

        skip_draft_deletion = self.skip_draft_deletion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "path": path,
                "summary": summary,
                "value": value,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if schema is not UNSET:
            field_dict["schema"] = schema
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
        if preserve_on_behalf_of is not UNSET:
            field_dict["preserve_on_behalf_of"] = preserve_on_behalf_of
        if labels is not UNSET:
            field_dict["labels"] = labels
        if deployment_message is not UNSET:
            field_dict["deployment_message"] = deployment_message
        if skip_draft_deletion is not UNSET:
            field_dict["skip_draft_deletion"] = skip_draft_deletion

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_value import FlowValue  # noqa: PLC0415
        from ..models.json_schema import JsonSchema  # noqa: PLC0415

        d = dict(src_dict)
        path = d.pop("path")

        summary = d.pop("summary")

        value = FlowValue.from_dict(d.pop("value"))

        description = d.pop("description", UNSET)

        _schema = d.pop("schema", UNSET)
        schema: JsonSchema | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = JsonSchema.from_dict(_schema)

        tag = d.pop("tag", UNSET)

        ws_error_handler_muted = d.pop("ws_error_handler_muted", UNSET)

        priority = d.pop("priority", UNSET)

        dedicated_worker = d.pop("dedicated_worker", UNSET)

        timeout = d.pop("timeout", UNSET)

        visible_to_runner_only = d.pop("visible_to_runner_only", UNSET)

        on_behalf_of_email = d.pop("on_behalf_of_email", UNSET)

        on_behalf_of = d.pop("on_behalf_of", UNSET)

        preserve_on_behalf_of = d.pop("preserve_on_behalf_of", UNSET)

        labels = cast(list[str], d.pop("labels", UNSET))

        deployment_message = d.pop("deployment_message", UNSET)

        skip_draft_deletion = d.pop("skip_draft_deletion", UNSET)

        new_flow = cls(
            path=path,
            summary=summary,
            value=value,
            description=description,
            schema=schema,
            tag=tag,
            ws_error_handler_muted=ws_error_handler_muted,
            priority=priority,
            dedicated_worker=dedicated_worker,
            timeout=timeout,
            visible_to_runner_only=visible_to_runner_only,
            on_behalf_of_email=on_behalf_of_email,
            on_behalf_of=on_behalf_of,
            preserve_on_behalf_of=preserve_on_behalf_of,
            labels=labels,
            deployment_message=deployment_message,
            skip_draft_deletion=skip_draft_deletion,
        )

        new_flow.additional_properties = d
        return new_flow

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
