from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MaybeResult")


@_attrs_define
class MaybeResult:
    """The result of a job, if it has ended.

    Attributes:
        completed (bool):
        result (Any | Unset): Any JSON; null while the job has not ended.
        success (bool | None | Unset):
        started (bool | None | Unset): Null unless asked for.
    """

    completed: bool
    result: Any | Unset = UNSET
    success: bool | None | Unset = UNSET
    started: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        completed = self.completed

        result = self.result

        success: bool | None | Unset
        if isinstance(self.success, Unset):
            success = UNSET
        else:
            success = self.success

        started: bool | None | Unset
        if isinstance(self.started, Unset):
            started = UNSET
        else:
            started = self.started

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "completed": completed,
            }
        )
        if result is not UNSET:
            field_dict["result"] = result
        if success is not UNSET:
            field_dict["success"] = success
        if started is not UNSET:
            field_dict["started"] = started

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        completed = d.pop("completed")

        result = d.pop("result", UNSET)

        def _parse_success(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        success = _parse_success(d.pop("success", UNSET))

        def _parse_started(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        started = _parse_started(d.pop("started", UNSET))

        maybe_result = cls(
            completed=completed,
            result=result,
            success=success,
            started=started,
        )

        maybe_result.additional_properties = d
        return maybe_result

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
