from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateWorkspace")


@_attrs_define
class CreateWorkspace:
    """A workspace to make.

    Attributes:
        id (str):
        name (str):
        username (str | Unset): Name the caller shall have there.
        color (str | Unset):
        error_handler_fallback_to_instance_alerts (bool | Unset):  Default: False.
    """

    id: str
    name: str
    username: str | Unset = UNSET
    color: str | Unset = UNSET
    error_handler_fallback_to_instance_alerts: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        username = self.username

        color = self.color

        error_handler_fallback_to_instance_alerts = self.error_handler_fallback_to_instance_alerts

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
            }
        )
        if username is not UNSET:
            field_dict["username"] = username
        if color is not UNSET:
            field_dict["color"] = color
        if error_handler_fallback_to_instance_alerts is not UNSET:
            field_dict["error_handler_fallback_to_instance_alerts"] = error_handler_fallback_to_instance_alerts

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        username = d.pop("username", UNSET)

        color = d.pop("color", UNSET)

        error_handler_fallback_to_instance_alerts = d.pop("error_handler_fallback_to_instance_alerts", UNSET)

        create_workspace = cls(
            id=id,
            name=name,
            username=username,
            color=color,
            error_handler_fallback_to_instance_alerts=error_handler_fallback_to_instance_alerts,
        )

        create_workspace.additional_properties = d
        return create_workspace

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
