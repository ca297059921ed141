from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_value import FlowValue
    from ..models.restarted_from import RestartedFrom
    from ..models.script_args import ScriptArgs
    from ..models.string_map import StringMap


T = TypeVar("T", bound="FlowPreview")


@_attrs_define
class FlowPreview:
    """A flow to run without deploying it.

    Attributes:
        value (FlowValue): A flow's definition, free-form. Its `modules` are the steps.
        args (ScriptArgs): Arguments by name.
        path (str | Unset): The path to run under; who owns it may resume the flow.
        tag (str | Unset):
        restarted_from (RestartedFrom | Unset): Where in an earlier run to start again.
        temp_script_refs (None | StringMap | Unset):
    """

    value: FlowValue
    args: ScriptArgs
    path: str | Unset = UNSET
    tag: str | Unset = UNSET
    restarted_from: RestartedFrom | Unset = UNSET
    temp_script_refs: None | StringMap | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.string_map import StringMap  # noqa: PLC0415

        value = self.value.to_dict()

        args = self.args.to_dict()

        path = self.path

        tag = self.tag

        restarted_from: dict[str, Any] | Unset = UNSET
        if not isinstance(self.restarted_from, Unset):
            restarted_from = self.restarted_from.to_dict()

        temp_script_refs: dict[str, Any] | None | Unset
        if isinstance(self.temp_script_refs, Unset):
            temp_script_refs = UNSET
        elif isinstance(self.temp_script_refs, StringMap):
            temp_script_refs = self.temp_script_refs.to_dict()
        else:
            temp_script_refs = self.temp_script_refs

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
                "args": args,
            }
        )
        if path is not UNSET:
            field_dict["path"] = path
        if tag is not UNSET:
            field_dict["tag"] = tag
        if restarted_from is not UNSET:
            field_dict["restarted_from"] = restarted_from
        if temp_script_refs is not UNSET:
            field_dict["temp_script_refs"] = temp_script_refs

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_value import FlowValue  # noqa: PLC0415
        from ..models.restarted_from import RestartedFrom  # noqa: PLC0415
        from ..models.script_args import ScriptArgs  # noqa: PLC0415
        from ..models.string_map import StringMap  # noqa: PLC0415

        d = dict(src_dict)
        value = FlowValue.from_dict(d.pop("value"))

        args = ScriptArgs.from_dict(d.pop("args"))

        path = d.pop("path", UNSET)

        tag = d.pop("tag", UNSET)

        _restarted_from = d.pop("restarted_from", UNSET)
        restarted_from: RestartedFrom | Unset
        if isinstance(_restarted_from, Unset):
            restarted_from = UNSET
        else:
            restarted_from = RestartedFrom.from_dict(_restarted_from)

        def _parse_temp_script_refs(data: object) -> None | StringMap | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                temp_script_refs_type_1 = StringMap.from_dict(data)

                return temp_script_refs_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StringMap | Unset, data)

        temp_script_refs = _parse_temp_script_refs(d.pop("temp_script_refs", UNSET))

        flow_preview = cls(
            value=value,
            args=args,
            path=path,
            tag=tag,
            restarted_from=restarted_from,
            temp_script_refs=temp_script_refs,
        )

        flow_preview.additional_properties = d
        return flow_preview

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
