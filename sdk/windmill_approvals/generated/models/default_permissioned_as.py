from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DefaultPermissionedAs")


@_attrs_define
class DefaultPermissionedAs:
    """As whom things at some paths of a folder run.

    Attributes:
        path_glob (str):
        permissioned_as (str):
    """

    path_glob: str
    permissioned_as: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        path_glob = self.path_glob

        permissioned_as = self.permissioned_as

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "path_glob": path_glob,
                "permissioned_as": permissioned_as,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        path_glob = d.pop("path_glob")

        permissioned_as = d.pop("permissioned_as")

        default_permissioned_as = cls(
            path_glob=path_glob,
            permissioned_as=permissioned_as,
        )

        default_permissioned_as.additional_properties = d
        return default_permissioned_as

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
