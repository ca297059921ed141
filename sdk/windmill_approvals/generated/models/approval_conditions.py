from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ApprovalConditions")


@_attrs_define
class ApprovalConditions:
    """Who may open a gate.

    Attributes:
        user_auth_required (bool | Unset): Only with a login.
        user_groups_required (list[str] | None | Unset): Only members of one of these groups.
        self_approval_disabled (bool | Unset): Not who started the flow.
    """

    user_auth_required: bool | Unset = UNSET
    user_groups_required: list[str] | None | Unset = UNSET
    self_approval_disabled: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_auth_required = self.user_auth_required

        user_groups_required: list[str] | None | Unset
        if isinstance(self.user_groups_required, Unset):
            user_groups_required = UNSET
        elif isinstance(self.user_groups_required, list):
            user_groups_required = self.user_groups_required

        else:
            user_groups_required = self.user_groups_required

        self_approval_disabled = self.self_approval_disabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user_auth_required is not UNSET:
            field_dict["user_auth_required"] = user_auth_required
        if user_groups_required is not UNSET:
            field_dict["user_groups_required"] = user_groups_required
        if self_approval_disabled is not UNSET:
            field_dict["self_approval_disabled"] = self_approval_disabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_auth_required = d.pop("user_auth_required", UNSET)

        def _parse_user_groups_required(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                user_groups_required_type_0 = cast(list[str], data)

                return user_groups_required_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        user_groups_required = _parse_user_groups_required(d.pop("user_groups_required", UNSET))

        self_approval_disabled = d.pop("self_approval_disabled", UNSET)

        approval_conditions = cls(
            user_auth_required=user_auth_required,
            user_groups_required=user_groups_required,
            self_approval_disabled=self_approval_disabled,
        )

        approval_conditions.additional_properties = d
        return approval_conditions

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
