from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="User")


@_attrs_define
class User:
    """A member of a workspace.

    Attributes:
        email (str):
        username (str):
        workspace_id (str | Unset):
        is_admin (bool | Unset):
        name (None | str | Unset):
        is_super_admin (bool | Unset):
        created_at (datetime.datetime | None | Unset):
        operator (bool | Unset):
        disabled (bool | Unset):
        role (None | str | Unset):
        groups (list[str] | None | Unset):
        folders (list[str] | None | Unset):
        folders_read (list[str] | None | Unset):
        folders_owners (list[str] | None | Unset):
        added_via (Any | Unset): How the user came into the workspace: any JSON.
        is_service_account (bool | None | Unset):
        non_member (bool | None | Unset):
    """

    email: str
    username: str
    workspace_id: str | Unset = UNSET
    is_admin: bool | Unset = UNSET
    name: None | str | Unset = UNSET
    is_super_admin: bool | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    operator: bool | Unset = UNSET
    disabled: bool | Unset = UNSET
    role: None | str | Unset = UNSET
    groups: list[str] | None | Unset = UNSET
    folders: list[str] | None | Unset = UNSET
    folders_read: list[str] | None | Unset = UNSET
    folders_owners: list[str] | None | Unset = UNSET
    added_via: Any | Unset = UNSET
    is_service_account: bool | None | Unset = UNSET
    non_member: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        username = self.username

        workspace_id = self.workspace_id

        is_admin = self.is_admin

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        is_super_admin = self.is_super_admin

        created_at: None | str | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        elif isinstance(self.created_at, datetime.datetime):
            created_at = self.created_at.isoformat()
        else:
            created_at = self.created_at

        operator = self.operator

        disabled = self.disabled

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        else:
            role = self.role

        groups: list[str] | None | Unset
        if isinstance(self.groups, Unset):
            groups = UNSET
        elif isinstance(self.groups, list):
            groups = self.groups

        else:
            groups = self.groups

        folders: list[str] | None | Unset
        if isinstance(self.folders, Unset):
            folders = UNSET
        elif isinstance(self.folders, list):
            folders = self.folders

        else:
            folders = self.folders

        folders_read: list[str] | None | Unset
        if isinstance(self.folders_read, Unset):
            folders_read = UNSET
        elif isinstance(self.folders_read, list):
            folders_read = self.folders_read

        else:
            folders_read = self.folders_read

        folders_owners: list[str] | None | Unset
        if isinstance(self.folders_owners, Unset):
            folders_owners = UNSET
        elif isinstance(self.folders_owners, list):
            folders_owners = self.folders_owners

        else:
            folders_owners = self.folders_owners

        added_via = self.added_via

        is_service_account: bool | None | Unset
        if isinstance(self.is_service_account, Unset):
            is_service_account = UNSET
        else:
            is_service_account = self.is_service_account

        non_member: bool | None | Unset
        if isinstance(self.non_member, Unset):
            non_member = UNSET
        else:
            non_member = self.non_member

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "username": username,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if is_admin is not UNSET:
            field_dict["is_admin"] = is_admin
        if name is not UNSET:
            field_dict["name"] = name
        if is_super_admin is not UNSET:
            field_dict["is_super_admin"] = is_super_admin
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if operator is not UNSET:
            field_dict["operator"] = operator
        if disabled is not UNSET:
            field_dict["disabled"] = disabled
        if role is not UNSET:
            field_dict["role"] = role
        if groups is not UNSET:
            field_dict["groups"] = groups
        if folders is not UNSET:
            field_dict["folders"] = folders
        if folders_read is not UNSET:
            field_dict["folders_read"] = folders_read
        if folders_owners is not UNSET:
            field_dict["folders_owners"] = folders_owners
        if added_via is not UNSET:
            field_dict["added_via"] = added_via
        if is_service_account is not UNSET:
            field_dict["is_service_account"] = is_service_account
        if non_member is not UNSET:
            field_dict["non_member"] = non_member

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        username = d.pop("username")

        workspace_id = d.pop("workspace_id", UNSET)

        is_admin = d.pop("is_admin", UNSET)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        is_super_admin = d.pop("is_super_admin", UNSET)

        def _parse_created_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_at_type_0 = datetime.datetime.fromisoformat(data)

                return created_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        created_at = _parse_created_at(d.pop("created_at", UNSET))

        operator = d.pop("operator", UNSET)

        disabled = d.pop("disabled", UNSET)

        def _parse_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role = _parse_role(d.pop("role", UNSET))

        def _parse_groups(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                groups_type_0 = cast(list[str], data)

                return groups_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        groups = _parse_groups(d.pop("groups", UNSET))

        def _parse_folders(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                folders_type_0 = cast(list[str], data)

                return folders_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        folders = _parse_folders(d.pop("folders", UNSET))

        def _parse_folders_read(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                folders_read_type_0 = cast(list[str], data)

                return folders_read_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        folders_read = _parse_folders_read(d.pop("folders_read", UNSET))

        def _parse_folders_owners(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                folders_owners_type_0 = cast(list[str], data)

                return folders_owners_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        folders_owners = _parse_folders_owners(d.pop("folders_owners", UNSET))

        added_via = d.pop("added_via", UNSET)

        def _parse_is_service_account(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_service_account = _parse_is_service_account(d.pop("is_service_account", UNSET))

        def _parse_non_member(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        non_member = _parse_non_member(d.pop("non_member", UNSET))

        user = cls(
            email=email,
            username=username,
            workspace_id=workspace_id,
            is_admin=is_admin,
            name=name,
            is_super_admin=is_super_admin,
            created_at=created_at,
            operator=operator,
            disabled=disabled,
            role=role,
            groups=groups,
            folders=folders,
            folders_read=folders_read,
            folders_owners=folders_owners,
            added_via=added_via,
            is_service_account=is_service_account,
            non_member=non_member,
        )

        user.additional_properties = d
        return user

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
