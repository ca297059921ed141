from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AuditLog")


@_attrs_define
class AuditLog:
    """An entry of the audit log.

    Attributes:
        id (int):
        operation (str): jobs.suspend_resume, jobs.run.flow, jobs.cancel and others.
        workspace_id (None | str | Unset):
        timestamp (datetime.datetime | Unset):
        username (str | Unset):
        action_kind (str | Unset): Created, Updated, Update, Delete, Execute.
        resource (None | str | Unset):
        parameters (Any | Unset): What the entry is about: any JSON.
        span (None | str | Unset):
    """

    id: int
    operation: str
    workspace_id: None | str | Unset = UNSET
    timestamp: datetime.datetime | Unset = UNSET
    username: str | Unset = UNSET
    action_kind: str | Unset = UNSET
    resource: None | str | Unset = UNSET
    parameters: Any | Unset = UNSET
    span: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        operation = self.operation

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        timestamp: str | Unset = UNSET
        if not isinstance(self.timestamp, Unset):
            timestamp = self.timestamp.isoformat()

        username = self.username

        action_kind = self.action_kind

        resource: None | str | Unset
        if isinstance(self.resource, Unset):
            resource = UNSET
        else:
            resource = self.resource

        parameters = self.parameters

        span: None | str | Unset
        if isinstance(self.span, Unset):
            span = UNSET
        else:
            span = self.span

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "operation": operation,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if username is not UNSET:
            field_dict["username"] = username
        if action_kind is not UNSET:
            field_dict["action_kind"] = action_kind
        if resource is not UNSET:
            field_dict["resource"] = resource
        if parameters is not UNSET:
            field_dict["parameters"] = parameters
        if span is not UNSET:
            field_dict["span"] = span

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        operation = d.pop("operation")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        _timestamp = d.pop("timestamp", UNSET)
        timestamp: datetime.datetime | Unset
        if isinstance(_timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = datetime.datetime.fromisoformat(_timestamp)

        username = d.pop("username", UNSET)

        action_kind = d.pop("action_kind", UNSET)

        def _parse_resource(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resource = _parse_resource(d.pop("resource", UNSET))

        parameters = d.pop("parameters", UNSET)

        def _parse_span(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        span = _parse_span(d.pop("span", UNSET))

        audit_log = cls(
            id=id,
            operation=operation,
            workspace_id=workspace_id,
            timestamp=timestamp,
            username=username,
            action_kind=action_kind,
            resource=resource,
            parameters=parameters,
            span=span,
        )

        audit_log.additional_properties = d
        return audit_log

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
