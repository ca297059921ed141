from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateVariable")


@_attrs_define
class CreateVariable:
    """A variable to make.

    Attributes:
        path (str):
        value (str):
        is_secret (bool):
        description (str):
        account (int | Unset):
        is_oauth (bool | Unset):
        expires_at (datetime.datetime | Unset):
        labels (list[str] | Unset):
        ws_specific (bool | Unset):
    """

    path: str
    value: str
    is_secret: bool
    description: str
    account: int | Unset = UNSET
    is_oauth: bool | Unset = UNSET
    expires_at: datetime.datetime | Unset = UNSET
    labels: list[str] | Unset = UNSET
    ws_specific: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        path = self.path

        value = self.value

        is_secret = self.is_secret

        description = self.description

        account = self.account

        is_oauth = self.is_oauth

        expires_at: str | Unset = UNSET
        if not isinstance(self.expires_at, Unset):
            expires_at = self.expires_at.isoformat()

        labels: list[str] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels

        ws_specific = self.ws_specific

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "path": path,
                "value": value,
                "is_secret": is_secret,
                "description": description,
            }
        )
        if account is not UNSET:
            field_dict["account"] = account
        if is_oauth is not UNSET:
            field_dict["is_oauth"] = is_oauth
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if labels is not UNSET:
            field_dict["labels"] = labels
        if ws_specific is not UNSET:
            field_dict["ws_specific"] = ws_specific

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        path = d.pop("path")

        value = d.pop("value")

        is_secret = d.pop("is_secret")

        description = d.pop("description")

        account = d.pop("account", UNSET)

        is_oauth = d.pop("is_oauth", UNSET)

        _expires_at = d.pop("expires_at", UNSET)
        expires_at: datetime.datetime | Unset
        if isinstance(_expires_at, Unset):
            expires_at = UNSET
        else:
            expires_at = datetime.datetime.fromisoformat(_expires_at)

        labels = cast(list[str], d.pop("labels", UNSET))

        ws_specific = d.pop("ws_specific", UNSET)

        create_variable = cls(
            path=path,
            value=value,
            is_secret=is_secret,
            description=description,
            account=account,
            is_oauth=is_oauth,
            expires_at=expires_at,
            labels=labels,
            ws_specific=ws_specific,
        )

        create_variable.additional_properties = d
        return create_variable

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
