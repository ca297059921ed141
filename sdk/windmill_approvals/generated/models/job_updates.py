from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_status import FlowStatus


T = TypeVar("T", bound="JobUpdates")


@_attrs_define
class JobUpdates:
    """What changed in a job since the caller last looked.

    Attributes:
        running (bool | None | Unset):
        completed (bool | None | Unset):
        new_logs (None | str | Unset):
        log_offset (int | None | Unset):
        mem_peak (int | None | Unset):
        progress (int | None | Unset):
        stream_offset (int | None | Unset):
        new_result_stream (None | str | Unset):
        flow_status (FlowStatus | None | Unset):
        workflow_as_code_status (Any | Unset): Progress of a workflow-as-code job: any JSON.
    """

    running: bool | None | Unset = UNSET
    completed: bool | None | Unset = UNSET
    new_logs: None | str | Unset = UNSET
    log_offset: int | None | Unset = UNSET
    mem_peak: int | None | Unset = UNSET
    progress: int | None | Unset = UNSET
    stream_offset: int | None | Unset = UNSET
    new_result_stream: None | str | Unset = UNSET
    flow_status: FlowStatus | None | Unset = UNSET
    workflow_as_code_status: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.flow_status import FlowStatus  # noqa: PLC0415

        running: bool | None | Unset
        if isinstance(self.running, Unset):
            running = UNSET
        else:
            running = self.running

        completed: bool | None | Unset
        if isinstance(self.completed, Unset):
            completed = UNSET
        else:
            completed = self.completed

        new_logs: None | str | Unset
        if isinstance(self.new_logs, Unset):
            new_logs = UNSET
        else:
            new_logs = self.new_logs

        log_offset: int | None | Unset
        if isinstance(self.log_offset, Unset):
            log_offset = UNSET
        else:
            log_offset = self.log_offset

        mem_peak: int | None | Unset
        if isinstance(self.mem_peak, Unset):
            mem_peak = UNSET
        else:
            mem_peak = self.mem_peak

        progress: int | None | Unset
        if isinstance(self.progress, Unset):
            progress = UNSET
        else:
            progress = self.progress

        stream_offset: int | None | Unset
        if isinstance(self.stream_offset, Unset):
            stream_offset = UNSET
        else:
            stream_offset = self.stream_offset

        new_result_stream: None | str | Unset
        if isinstance(self.new_result_stream, Unset):
            new_result_stream = UNSET
        else:
            new_result_stream = self.new_result_stream

        flow_status: dict[str, Any] | None | Unset
        if isinstance(self.flow_status, Unset):
            flow_status = UNSET
        elif isinstance(self.flow_status, FlowStatus):
            flow_status = self.flow_status.to_dict()
        else:
            flow_status = self.flow_status

        workflow_as_code_status = self.workflow_as_code_status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if running is not UNSET:
            field_dict["running"] = running
        if completed is not UNSET:
            field_dict["completed"] = completed
        if new_logs is not UNSET:
            field_dict["new_logs"] = new_logs
        if log_offset is not UNSET:
            field_dict["log_offset"] = log_offset
        if mem_peak is not UNSET:
            field_dict["mem_peak"] = mem_peak
        if progress is not UNSET:
            field_dict["progress"] = progress
        if stream_offset is not UNSET:
            field_dict["stream_offset"] = stream_offset
        if new_result_stream is not UNSET:
            field_dict["new_result_stream"] = new_result_stream
        if flow_status is not UNSET:
            field_dict["flow_status"] = flow_status
        if workflow_as_code_status is not UNSET:
            field_dict["workflow_as_code_status"] = workflow_as_code_status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_status import FlowStatus  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_running(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        running = _parse_running(d.pop("running", UNSET))

        def _parse_completed(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        completed = _parse_completed(d.pop("completed", UNSET))

        def _parse_new_logs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        new_logs = _parse_new_logs(d.pop("new_logs", UNSET))

        def _parse_log_offset(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        log_offset = _parse_log_offset(d.pop("log_offset", UNSET))

        def _parse_mem_peak(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        mem_peak = _parse_mem_peak(d.pop("mem_peak", UNSET))

        def _parse_progress(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        progress = _parse_progress(d.pop("progress", UNSET))

        def _parse_stream_offset(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        stream_offset = _parse_stream_offset(d.pop("stream_offset", UNSET))

        def _parse_new_result_stream(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        new_result_stream = _parse_new_result_stream(d.pop("new_result_stream", UNSET))

        def _parse_flow_status(data: object) -> FlowStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                flow_status_type_1 = FlowStatus.from_dict(data)

                return flow_status_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FlowStatus | None | Unset, data)

        flow_status = _parse_flow_status(d.pop("flow_status", UNSET))

        workflow_as_code_status = d.pop("workflow_as_code_status", UNSET)

        job_updates = cls(
            running=running,
            completed=completed,
            new_logs=new_logs,
            log_offset=log_offset,
            mem_peak=mem_peak,
            progress=progress,
            stream_offset=stream_offset,
            new_result_stream=new_result_stream,
            flow_status=flow_status,
            workflow_as_code_status=workflow_as_code_status,
        )

        job_updates.additional_properties = d
        return job_updates

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
