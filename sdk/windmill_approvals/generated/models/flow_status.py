from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.approval_conditions import ApprovalConditions
    from ..models.flow_status_module import FlowStatusModule


T = TypeVar("T", bound="FlowStatus")


@_attrs_define
class FlowStatus:
    """How far a flow is.

    Attributes:
        step (int): Index of the module that runs or waits; the number of modules when all are done.
        modules (list[FlowStatusModule]):
        failure_module (FlowStatusModule | None | Unset):
        preprocessor_module (FlowStatusModule | None | Unset):
        cleanup_module (Any | Unset): Any JSON.
        approval_conditions (ApprovalConditions | None | Unset):
        user_states (Any | Unset): Values kept with the flow, by key.
        retry (Any | Unset): Retries of the step that runs: any JSON.
    """

    step: int
    modules: list[FlowStatusModule]
    failure_module: FlowStatusModule | None | Unset = UNSET
    preprocessor_module: FlowStatusModule | None | Unset = UNSET
    cleanup_module: Any | Unset = UNSET
    approval_conditions: ApprovalConditions | None | Unset = UNSET
    user_states: Any | Unset = UNSET
    retry: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.approval_conditions import ApprovalConditions  # noqa: PLC0415
        from ..models.flow_status_module import FlowStatusModule  # noqa: PLC0415

        step = self.step

        modules = []
        for modules_item_data in self.modules:
            modules_item = modules_item_data.to_dict()
            modules.append(modules_item)

        failure_module: dict[str, Any] | None | Unset
        if isinstance(self.failure_module, Unset):
            failure_module = UNSET
        elif isinstance(self.failure_module, FlowStatusModule):
            failure_module = self.failure_module.to_dict()
        else:
            failure_module = self.failure_module

        preprocessor_module: dict[str, Any] | None | Unset
        if isinstance(self.preprocessor_module, Unset):
            preprocessor_module = UNSET
        elif isinstance(self.preprocessor_module, FlowStatusModule):
            preprocessor_module = self.preprocessor_module.to_dict()
        else:
            preprocessor_module = self.preprocessor_module

        cleanup_module = self.cleanup_module

        approval_conditions: dict[str, Any] | None | Unset
        if isinstance(self.approval_conditions, Unset):
            approval_conditions = UNSET
        elif isinstance(self.approval_conditions, ApprovalConditions):
            approval_conditions = self.approval_conditions.to_dict()
        else:
            approval_conditions = self.approval_conditions

        user_states = self.user_states

        retry = self.retry

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "modules": modules,
            }
        )
        if failure_module is not UNSET:
            field_dict["failure_module"] = failure_module
        if preprocessor_module is not UNSET:
            field_dict["preprocessor_module"] = preprocessor_module
        if cleanup_module is not UNSET:
            field_dict["cleanup_module"] = cleanup_module
        if approval_conditions is not UNSET:
            field_dict["approval_conditions"] = approval_conditions
        if user_states is not UNSET:
            field_dict["user_states"] = user_states
        if retry is not UNSET:
            field_dict["retry"] = retry

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval_conditions import ApprovalConditions  # noqa: PLC0415
        from ..models.flow_status_module import FlowStatusModule  # noqa: PLC0415

        d = dict(src_dict)
        step = d.pop("step")

        modules = []
        _modules = d.pop("modules")
        for modules_item_data in _modules:
            modules_item = FlowStatusModule.from_dict(modules_item_data)

            modules.append(modules_item)

        def _parse_failure_module(data: object) -> FlowStatusModule | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                failure_module_type_1 = FlowStatusModule.from_dict(data)

                return failure_module_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FlowStatusModule | None | Unset, data)

        failure_module = _parse_failure_module(d.pop("failure_module", UNSET))

        def _parse_preprocessor_module(data: object) -> FlowStatusModule | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                preprocessor_module_type_1 = FlowStatusModule.from_dict(data)

                return preprocessor_module_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FlowStatusModule | None | Unset, data)

        preprocessor_module = _parse_preprocessor_module(d.pop("preprocessor_module", UNSET))

        cleanup_module = d.pop("cleanup_module", UNSET)

        def _parse_approval_conditions(data: object) -> ApprovalConditions | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                approval_conditions_type_1 = ApprovalConditions.from_dict(data)

                return approval_conditions_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ApprovalConditions | None | Unset, data)

        approval_conditions = _parse_approval_conditions(d.pop("approval_conditions", UNSET))

        user_states = d.pop("user_states", UNSET)

        retry = d.pop("retry", UNSET)

        flow_status = cls(
            step=step,
            modules=modules,
            failure_module=failure_module,
            preprocessor_module=preprocessor_module,
            cleanup_module=cleanup_module,
            approval_conditions=approval_conditions,
            user_states=user_states,
            retry=retry,
        )

        flow_status.additional_properties = d
        return flow_status

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
