from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.branch_chosen import BranchChosen


T = TypeVar("T", bound="RestartedFrom")


@_attrs_define
class RestartedFrom:
    """Where in an earlier run to start again.

    Attributes:
        flow_job_id (UUID | Unset):
        step_id (str | Unset):
        branch_or_iteration_n (int | Unset):
        flow_version (int | Unset):
        branch_chosen (BranchChosen | Unset): Which branch a branchone took.
        nested (RestartedFrom | Unset): Where in an earlier run to start again.
    """

    flow_job_id: UUID | Unset = UNSET
    step_id: str | Unset = UNSET
    branch_or_iteration_n: int | Unset = UNSET
    flow_version: int | Unset = UNSET
    branch_chosen: BranchChosen | Unset = UNSET
    nested: RestartedFrom | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        flow_job_id: str | Unset = UNSET
        if not isinstance(self.flow_job_id, Unset):
            flow_job_id = str(self.flow_job_id)

        step_id = self.step_id

        branch_or_iteration_n = self.branch_or_iteration_n

        flow_version = self.flow_version

        branch_chosen: dict[str, Any] | Unset = UNSET
        if not isinstance(self.branch_chosen, Unset):
            branch_chosen = self.branch_chosen.to_dict()

        nested: dict[str, Any] | Unset = UNSET
        if not isinstance(self.nested, Unset):
            nested = self.nested.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if flow_job_id is not UNSET:
            field_dict["flow_job_id"] = flow_job_id
        if step_id is not UNSET:
            field_dict["step_id"] = step_id
        if branch_or_iteration_n is not UNSET:
            field_dict["branch_or_iteration_n"] = branch_or_iteration_n
        if flow_version is not UNSET:
            field_dict["flow_version"] = flow_version
        if branch_chosen is not UNSET:
            field_dict["branch_chosen"] = branch_chosen
        if nested is not UNSET:
            field_dict["nested"] = nested

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.branch_chosen import BranchChosen  # noqa: PLC0415

        d = dict(src_dict)
        _flow_job_id = d.pop("flow_job_id", UNSET)
        flow_job_id: UUID | Unset
        if isinstance(_flow_job_id, Unset):
            flow_job_id = UNSET
        else:
            flow_job_id = UUID(_flow_job_id)

        step_id = d.pop("step_id", UNSET)

        branch_or_iteration_n = d.pop("branch_or_iteration_n", UNSET)

        flow_version = d.pop("flow_version", UNSET)

        _branch_chosen = d.pop("branch_chosen", UNSET)
        branch_chosen: BranchChosen | Unset
        if isinstance(_branch_chosen, Unset):
            branch_chosen = UNSET
        else:
            branch_chosen = BranchChosen.from_dict(_branch_chosen)

        _nested = d.pop("nested", UNSET)
        nested: RestartedFrom | Unset
        if isinstance(_nested, Unset):
            nested = UNSET
        else:
            nested = RestartedFrom.from_dict(_nested)

        restarted_from = cls(
            flow_job_id=flow_job_id,
            step_id=step_id,
            branch_or_iteration_n=branch_or_iteration_n,
            flow_version=flow_version,
            branch_chosen=branch_chosen,
            nested=nested,
        )

        restarted_from.additional_properties = d
        return restarted_from

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
