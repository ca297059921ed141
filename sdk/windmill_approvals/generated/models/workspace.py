from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Workspace")


@_attrs_define
class Workspace:
    """A workspace.

    Attributes:
        id (str):
        name (str | Unset):
        owner (None | str | Unset):
        domain (None | str | Unset):
        color (None | str | Unset):
        parent_workspace_id (None | str | Unset):
        deleted (bool | None | Unset):
        is_dev_workspace (bool | None | Unset):
        dev_workspace_label (None | str | Unset):
    """

    id: str
    name: str | Unset = UNSET
    owner: None | str | Unset = UNSET
    domain: None | str | Unset = UNSET
    color: None | str | Unset = UNSET
    parent_workspace_id: None | str | Unset = UNSET
    deleted: bool | None | Unset = UNSET
    is_dev_workspace: bool | None | Unset = UNSET
    dev_workspace_label: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        owner: None | str | Unset
        if isinstance(self.owner, Unset):
            owner = UNSET
        else:
            owner = self.owner

        domain: None | str | Unset
        if isinstance(self.domain, Unset):
            domain = UNSET
        else:
            domain = self.domain

        color: None | str | Unset
        if isinstance(self.color, Unset):
            color = UNSET
        else:
            color = self.color

        parent_workspace_id: None | str | Unset
        if isinstance(self.parent_workspace_id, Unset):
            parent_workspace_id = UNSET
        else:
            parent_workspace_id = self.parent_workspace_id

        deleted: bool | None | Unset
        if isinstance(self.deleted, Unset):
            deleted = UNSET
        else:
            deleted = self.deleted

        is_dev_workspace: bool | None | Unset
        if isinstance(self.is_dev_workspace, Unset):
            is_dev_workspace = UNSET
        else:
            is_dev_workspace = self.is_dev_workspace

        dev_workspace_label: None | str | Unset
        if isinstance(self.dev_workspace_label, Unset):
            dev_workspace_label = UNSET
        else:
            dev_workspace_label = self.dev_workspace_label

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if owner is not UNSET:
            field_dict["owner"] = owner
        if domain is not UNSET:
            field_dict["domain"] = domain
        if color is not UNSET:
            field_dict["color"] = color
        if parent_workspace_id is not UNSET:
            field_dict["parent_workspace_id"] = parent_workspace_id
        if deleted is not UNSET:
            field_dict["deleted"] = deleted
        if is_dev_workspace is not UNSET:
            field_dict["is_dev_workspace"] = is_dev_workspace
        if dev_workspace_label is not UNSET:
            field_dict["dev_workspace_label"] = dev_workspace_label

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name", UNSET)

        def _parse_owner(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        owner = _parse_owner(d.pop("owner", UNSET))

        def _parse_domain(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        domain = _parse_domain(d.pop("domain", UNSET))

        def _parse_color(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        color = _parse_color(d.pop("color", UNSET))

        def _parse_parent_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_workspace_id = _parse_parent_workspace_id(d.pop("parent_workspace_id", UNSET))

        def _parse_deleted(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        deleted = _parse_deleted(d.pop("deleted", UNSET))

        def _parse_is_dev_workspace(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_dev_workspace = _parse_is_dev_workspace(d.pop("is_dev_workspace", UNSET))

        def _parse_dev_workspace_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dev_workspace_label = _parse_dev_workspace_label(d.pop("dev_workspace_label", UNSET))

        workspace = cls(
            id=id,
            name=name,
            owner=owner,
            domain=domain,
            color=color,
            parent_workspace_id=parent_workspace_id,
            deleted=deleted,
            is_dev_workspace=is_dev_workspace,
            dev_workspace_label=dev_workspace_label,
        )

        workspace.additional_properties = d
        return workspace

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
