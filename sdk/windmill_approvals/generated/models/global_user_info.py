from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="GlobalUserInfo")


@_attrs_define
class GlobalUserInfo:
    """A user of the server.

    Attributes:
        email (str):
        login_type (None | str | Unset): password, github, service_account and others.
        super_admin (bool | Unset):
        devops (bool | None | Unset):
        verified (bool | None | Unset):
        name (None | str | Unset):
        company (None | str | Unset):
        username (None | str | Unset):
        operator_only (bool | None | Unset):
        is_workspace_admin (bool | None | Unset):
        first_time_user (bool | None | Unset):
        role_source (None | str | Unset): manual, instance_group, service_account.
        disabled (bool | None | Unset):
        workspace_id (None | str | Unset):
    """

    email: str
    login_type: None | str | Unset = UNSET
    super_admin: bool | Unset = UNSET
    devops: bool | None | Unset = UNSET
    verified: bool | None | Unset = UNSET
    name: None | str | Unset = UNSET
    company: None | str | Unset = UNSET
    username: None | str | Unset = UNSET
    operator_only: bool | None | Unset = UNSET
    is_workspace_admin: bool | None | Unset = UNSET
    first_time_user: bool | None | Unset = UNSET
    role_source: None | str | Unset = UNSET
    disabled: bool | None | Unset = UNSET
    workspace_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        login_type: None | str | Unset
        if isinstance(self.login_type, Unset):
            login_type = UNSET
        else:
            login_type = self.login_type

        super_admin = self.super_admin

        devops: bool | None | Unset
        if isinstance(self.devops, Unset):
            devops = UNSET
        else:
            devops = self.devops

        verified: bool | None | Unset
        if isinstance(self.verified, Unset):
            verified = UNSET
        else:
            verified = self.verified

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        company: None | str | Unset
        if isinstance(self.company, Unset):
            company = UNSET
        else:
            company = self.company

        username: None | str | Unset
        if isinstance(self.username, Unset):
            username = UNSET
        else:
            username = self.username

        operator_only: bool | None | Unset
        if isinstance(self.operator_only, Unset):
            operator_only = UNSET
        else:
            operator_only = self.operator_only

        is_workspace_admin: bool | None | Unset
        if isinstance(self.is_workspace_admin, Unset):
            is_workspace_admin = UNSET
        else:
            is_workspace_admin = self.is_workspace_admin

        first_time_user: bool | None | Unset
        if isinstance(self.first_time_user, Unset):
            first_time_user = UNSET
        else:
            first_time_user = self.first_time_user

        role_source: None | str | Unset
        if isinstance(self.role_source, Unset):
            role_source = UNSET
        else:
            role_source = self.role_source

        disabled: bool | None | Unset
        if isinstance(self.disabled, Unset):
            disabled = UNSET
        else:
            disabled = self.disabled

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
            }
        )
        if login_type is not UNSET:
            field_dict["login_type"] = login_type
        if super_admin is not UNSET:
            field_dict["super_admin"] = super_admin
        if devops is not UNSET:
            field_dict["devops"] = devops
        if verified is not UNSET:
            field_dict["verified"] = verified
        if name is not UNSET:
            field_dict["name"] = name
        if company is not UNSET:
            field_dict["company"] = company
        if username is not UNSET:
            field_dict["username"] = username
        if operator_only is not UNSET:
            field_dict["operator_only"] = operator_only
        if is_workspace_admin is not UNSET:
            field_dict["is_workspace_admin"] = is_workspace_admin
        if first_time_user is not UNSET:
            field_dict["first_time_user"] = first_time_user
        if role_source is not UNSET:
            field_dict["role_source"] = role_source
        if disabled is not UNSET:
            field_dict["disabled"] = disabled
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        def _parse_login_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        login_type = _parse_login_type(d.pop("login_type", UNSET))

        super_admin = d.pop("super_admin", UNSET)

        def _parse_devops(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        devops = _parse_devops(d.pop("devops", UNSET))

        def _parse_verified(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        verified = _parse_verified(d.pop("verified", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_company(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company = _parse_company(d.pop("company", UNSET))

        def _parse_username(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        username = _parse_username(d.pop("username", UNSET))

        def _parse_operator_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        operator_only = _parse_operator_only(d.pop("operator_only", UNSET))

        def _parse_is_workspace_admin(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_workspace_admin = _parse_is_workspace_admin(d.pop("is_workspace_admin", UNSET))

        def _parse_first_time_user(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        first_time_user = _parse_first_time_user(d.pop("first_time_user", UNSET))

        def _parse_role_source(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role_source = _parse_role_source(d.pop("role_source", UNSET))

        def _parse_disabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        disabled = _parse_disabled(d.pop("disabled", UNSET))

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        global_user_info = cls(
            email=email,
            login_type=login_type,
            super_admin=super_admin,
            devops=devops,
            verified=verified,
            name=name,
            company=company,
            username=username,
            operator_only=operator_only,
            is_workspace_admin=is_workspace_admin,
            first_time_user=first_time_user,
            role_source=role_source,
            disabled=disabled,
            workspace_id=workspace_id,
        )

        global_user_info.additional_properties = d
        return global_user_info

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
