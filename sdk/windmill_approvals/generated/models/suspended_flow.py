from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.approval import Approval
    from ..models.completed_job import CompletedJob
    from ..models.queued_job import QueuedJob


T = TypeVar("T", bound="SuspendedFlow")


@_attrs_define
class SuspendedFlow:
    """A flow and the votes of its gate.

    Attributes:
        job (CompletedJob | QueuedJob): A job, ended or not.
        approvers (list[Approval] | Unset):
        view_token (None | str | Unset): A token that only looks.
    """

    job: CompletedJob | QueuedJob
    approvers: list[Approval] | Unset = UNSET
    view_token: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.completed_job import CompletedJob  # noqa: PLC0415

        job: dict[str, Any]
        if isinstance(self.job, CompletedJob):
            job = self.job.to_dict()
        else:
            job = self.job.to_dict()

        approvers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.approvers, Unset):
            approvers = []
            for approvers_item_data in self.approvers:
                approvers_item = approvers_item_data.to_dict()
                approvers.append(approvers_item)

        view_token: None | str | Unset
        if isinstance(self.view_token, Unset):
            view_token = UNSET
        else:
            view_token = self.view_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "job": job,
            }
        )
        if approvers is not UNSET:
            field_dict["approvers"] = approvers
        if view_token is not UNSET:
            field_dict["view_token"] = view_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval import Approval  # noqa: PLC0415
        from ..models.completed_job import CompletedJob  # noqa: PLC0415
        from ..models.queued_job import QueuedJob  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_job(data: object) -> CompletedJob | QueuedJob:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_job_type_0 = CompletedJob.from_dict(data)

                return componentsschemas_job_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_job_type_1 = QueuedJob.from_dict(data)

            return componentsschemas_job_type_1

        job = _parse_job(d.pop("job"))

        _approvers = d.pop("approvers", UNSET)
        approvers: list[Approval] | Unset = UNSET
        if _approvers is not UNSET:
            approvers = []
            for approvers_item_data in _approvers:
                approvers_item = Approval.from_dict(approvers_item_data)

                approvers.append(approvers_item)

        def _parse_view_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        view_token = _parse_view_token(d.pop("view_token", UNSET))

        suspended_flow = cls(
            job=job,
            approvers=approvers,
            view_token=view_token,
        )

        suspended_flow.additional_properties = d
        return suspended_flow

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
