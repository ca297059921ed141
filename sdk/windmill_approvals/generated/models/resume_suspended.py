from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ResumeSuspended")


@_attrs_define
class ResumeSuspended:
    """A vote for the gate a flow waits at.

    Attributes:
        payload (Any | Unset): The payload: any JSON.
        approval_token (None | str | Unset): Token of the approval page; not needed with a login.
        approved (bool | Unset): False denies. Default: True.
    """

    payload: Any | Unset = UNSET
    approval_token: None | str | Unset = UNSET
    approved: bool | Unset = True
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        payload = self.payload

        approval_token: None | str | Unset
        if isinstance(self.approval_token, Unset):
            approval_token = UNSET
        else:
            approval_token = self.approval_token

        approved = self.approved

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if payload is not UNSET:
            field_dict["payload"] = payload
        if approval_token is not UNSET:
            field_dict["approval_token"] = approval_token
        if approved is not UNSET:
            field_dict["approved"] = approved

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        payload = d.pop("payload", UNSET)

        def _parse_approval_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        approval_token = _parse_approval_token(d.pop("approval_token", UNSET))

        approved = d.pop("approved", UNSET)

        resume_suspended = cls(
            payload=payload,
            approval_token=approval_token,
            approved=approved,
        )

        resume_suspended.additional_properties = d
        return resume_suspended

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
