from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.boolean_map import BooleanMap
    from ..models.default_permissioned_as import DefaultPermissionedAs


T = TypeVar("T", bound="NewFolder")


@_attrs_define
class NewFolder:
    """A folder to make.

    Attributes:
        name (str):
        summary (str | Unset):
        owners (list[str] | Unset):
        extra_perms (BooleanMap | Unset): Truth values by name.
        default_permissioned_as (list[DefaultPermissionedAs] | Unset):
        labels (list[str] | Unset):
    """

    name: str
    summary: str | Unset = UNSET
    owners: list[str] | Unset = UNSET
    extra_perms: BooleanMap | Unset = UNSET
    default_permissioned_as: list[DefaultPermissionedAs] | Unset = UNSET
    labels: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        summary = self.summary

        owners: list[str] | Unset = UNSET
        if not isinstance(self.owners, Unset):
            owners = self.owners

        extra_perms: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra_perms, Unset):
            extra_perms = self.extra_perms.to_dict()

        default_permissioned_as: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.default_permissioned_as, Unset):
            default_permissioned_as = []
            for default_permissioned_as_item_data in self.default_permissioned_as:
                default_permissioned_as_item = default_permissioned_as_item_data.to_dict()
                default_permissioned_as.append(default_permissioned_as_item)

        labels: list[str] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if summary is not UNSET:
            field_dict["summary"] = summary
        if owners is not UNSET:
            field_dict["owners"] = owners
        if extra_perms is not UNSET:
            field_dict["extra_perms"] = extra_perms
        if default_permissioned_as is not UNSET:
            field_dict["default_permissioned_as"] = default_permissioned_as
        if labels is not UNSET:
            field_dict["labels"] = labels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.boolean_map import BooleanMap  # noqa: PLC0415
        from ..models.default_permissioned_as import DefaultPermissionedAs  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        summary = d.pop("summary", UNSET)

        owners = cast(list[str], d.pop("owners", UNSET))

        _extra_perms = d.pop("extra_perms", UNSET)
        extra_perms: BooleanMap | Unset
        if isinstance(_extra_perms, Unset):
            extra_perms = UNSET
        else:
            extra_perms = BooleanMap.from_dict(_extra_perms)

        _default_permissioned_as = d.pop("default_permissioned_as", UNSET)
        default_permissioned_as: list[DefaultPermissionedAs] | Unset = UNSET
        if _default_permissioned_as is not UNSET:
            default_permissioned_as = []
            for default_permissioned_as_item_data in _default_permissioned_as:
                default_permissioned_as_item = DefaultPermissionedAs.from_dict(default_permissioned_as_item_data)

                default_permissioned_as.append(default_permissioned_as_item)

        labels = cast(list[str], d.pop("labels", UNSET))

        new_folder = cls(
            name=name,
            summary=summary,
            owners=owners,
            extra_perms=extra_perms,
            default_permissioned_as=default_permissioned_as,
            labels=labels,
        )

        new_folder.additional_properties = d
        return new_folder

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
