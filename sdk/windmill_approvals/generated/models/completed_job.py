from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.completed_job_type import CompletedJobType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_status import FlowStatus
    from ..models.flow_value import FlowValue
    from ..models.script_args import ScriptArgs


T = TypeVar("T", bound="CompletedJob")


@_attrs_define
class CompletedJob:
    """A job that has ended.

    Attributes:
        id (UUID):
        type_ (CompletedJobType | Unset):
        workspace_id (str | Unset):
        parent_job (None | Unset | UUID):
        created_by (str | Unset):
        created_at (datetime.datetime | Unset):
        started_at (datetime.datetime | None | Unset):
        completed_at (datetime.datetime | None | Unset):
        duration_ms (int | None | Unset):
        success (bool | Unset):
        script_path (None | str | Unset):
        script_hash (None | str | Unset):
        args (None | ScriptArgs | Unset):
        result (Any | Unset): The result: any JSON.
        result_columns (Any | Unset): Order of columns in a tabular result: any JSON.
        logs (None | str | Unset):
        deleted (bool | Unset):
        raw_code (None | str | Unset):
        canceled (bool | Unset):
        canceled_by (None | str | Unset):
        canceled_reason (None | str | Unset):
        job_kind (str | Unset): flow, flowpreview, flownode, script, preview, identity and others.
        schedule_path (None | str | Unset):
        permissioned_as (str | Unset):
        flow_status (FlowStatus | None | Unset):
        workflow_as_code_status (Any | Unset): Progress of a workflow-as-code job: any JSON.
        raw_flow (FlowValue | None | Unset):
        is_flow_step (bool | Unset):
        language (None | str | Unset):
        is_skipped (bool | Unset):
        email (str | Unset):
        visible_to_owner (bool | Unset):
        mem_peak (int | None | Unset):
        tag (None | str | Unset):
        priority (int | None | Unset):
        labels (list[str] | None | Unset):
        self_wait_time_ms (float | None | Unset):
        aggregate_wait_time_ms (float | None | Unset):
        preprocessed (bool | None | Unset):
        is_retry (bool | None | Unset):
        resolved (bool | None | Unset):
        resolved_by (None | str | Unset):
        resolved_at (datetime.datetime | None | Unset):
        resolution_note (None | str | Unset):
        resolved_automatically (bool | None | Unset):
        trigger_kind (None | str | Unset):
        worker (None | str | Unset):
    """

    id: UUID
    type_: CompletedJobType | Unset = UNSET
    workspace_id: str | Unset = UNSET
    parent_job: None | Unset | UUID = UNSET
    created_by: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    started_at: datetime.datetime | None | Unset = UNSET
    completed_at: datetime.datetime | None | Unset = UNSET
    duration_ms: int | None | Unset = UNSET
    success: bool | Unset = UNSET
    script_path: None | str | Unset = UNSET
    script_hash: None | str | Unset = UNSET
    args: None | ScriptArgs | Unset = UNSET
    result: Any | Unset = UNSET
    result_columns: Any | Unset = UNSET
    logs: None | str | Unset = UNSET
    deleted: bool | Unset = UNSET
    raw_code: None | str | Unset = UNSET
    canceled: bool | Unset = UNSET
    canceled_by: None | str | Unset = UNSET
    canceled_reason: None | str | Unset = UNSET
    job_kind: str | Unset = UNSET
    schedule_path: None | str | Unset = UNSET
    permissioned_as: str | Unset = UNSET
    flow_status: FlowStatus | None | Unset = UNSET
    workflow_as_code_status: Any | Unset = UNSET
    raw_flow: FlowValue | None | Unset = UNSET
    is_flow_step: bool | Unset = UNSET
    language: None | str | Unset = UNSET
    is_skipped: bool | Unset = UNSET
    email: str | Unset = UNSET
    visible_to_owner: bool | Unset = UNSET
    mem_peak: int | None | Unset = UNSET
    tag: None | str | Unset = UNSET
    priority: int | None | Unset = UNSET
    labels: list[str] | None | Unset = UNSET
    self_wait_time_ms: float | None | Unset = UNSET
    aggregate_wait_time_ms: float | None | Unset = UNSET
    preprocessed: bool | None | Unset = UNSET
    is_retry: bool | None | Unset = UNSET
    resolved: bool | None | Unset = UNSET
    resolved_by: None | str | Unset = UNSET
    resolved_at: datetime.datetime | None | Unset = UNSET
    resolution_note: None | str | Unset = UNSET
    resolved_automatically: bool | None | Unset = UNSET
    trigger_kind: None | str | Unset = UNSET
    worker: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.flow_status import FlowStatus  # noqa: PLC0415
        from ..models.flow_value import FlowValue  # noqa: PLC0415
        from ..models.script_args import ScriptArgs  # noqa: PLC0415

        id = str(self.id)

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value

        workspace_id = self.workspace_id

        parent_job: None | str | Unset
        if isinstance(self.parent_job, Unset):
            parent_job = UNSET
        elif isinstance(self.parent_job, UUID):
            parent_job = str(self.parent_job)
        else:
            parent_job = self.parent_job

        created_by = self.created_by

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        started_at: None | str | Unset
        if isinstance(self.started_at, Unset):
            started_at = UNSET
        elif isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        completed_at: None | str | Unset
        if isinstance(self.completed_at, Unset):
            completed_at = UNSET
        elif isinstance(self.completed_at, datetime.datetime):
            completed_at = self.completed_at.isoformat()
        else:
            completed_at = self.completed_at

        duration_ms: int | None | Unset
        if isinstance(self.duration_ms, Unset):
            duration_ms = UNSET
        else:
            duration_ms = self.duration_ms

        success = self.success

        script_path: None | str | Unset
        if isinstance(self.script_path, Unset):
            script_path = UNSET
        else:
            script_path = self.script_path

        script_hash: None | str | Unset
        if isinstance(self.script_hash, Unset):
            script_hash = UNSET
        else:
            script_hash = self.script_hash

        args: dict[str, Any] | None | Unset
        if isinstance(self.args, Unset):
            args = UNSET
        elif isinstance(self.args, ScriptArgs):
            args = self.args.to_dict()
        else:
            args = self.args

        result = self.result

        result_columns = self.result_columns

        logs: None | str | Unset
        if isinstance(self.logs, Unset):
            logs = UNSET
        else:
            logs = self.logs

        deleted = self.deleted

        raw_code: None | str | Unset
        if isinstance(self.raw_code, Unset):
            raw_code = UNSET
        else:
            raw_code = self.raw_code

        canceled = self.canceled

        canceled_by: None | str | Unset
        if isinstance(self.canceled_by, Unset):
            canceled_by = UNSET
        else:
            canceled_by = self.canceled_by

        canceled_reason: None | str | Unset
        if isinstance(self.canceled_reason, Unset):
            canceled_reason = UNSET
        else:
            canceled_reason = self.canceled_reason

        job_kind = self.job_kind

        schedule_path: None | str | Unset
        if isinstance(self.schedule_path, Unset):
            schedule_path = UNSET
        else:
            schedule_path = self.schedule_path

        permissioned_as = self.permissioned_as

        flow_status: dict[str, Any] | None | Unset
        if isinstance(self.flow_status, Unset):
            flow_status = UNSET
        elif isinstance(self.flow_status, FlowStatus):
            flow_status = self.flow_status.to_dict()
        else:
            flow_status = self.flow_status

        workflow_as_code_status = self.workflow_as_code_status

        raw_flow: dict[str, Any] | None | Unset
        if isinstance(self.raw_flow, Unset):
            raw_flow = UNSET
        elif isinstance(self.raw_flow, FlowValue):
            raw_flow = self.raw_flow.to_dict()
        else:
            raw_flow = self.raw_flow

        is_flow_step = self.is_flow_step

        language: None | str | Unset
        if isinstance(self.language, Unset):
            language = UNSET
        else:
            language = self.language

        is_skipped = self.is_skipped

        email = self.email

        visible_to_owner = self.visible_to_owner

        mem_peak: int | None | Unset
        if isinstance(self.mem_peak, Unset):
            mem_peak = UNSET
        else:
            mem_peak = self.mem_peak

        tag: None | str | Unset
        if isinstance(self.tag, Unset):
            tag = UNSET
        else:
            tag = self.tag

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        labels: list[str] | None | Unset
        if isinstance(self.labels, Unset):
            labels = UNSET
        elif isinstance(self.labels, list):
            labels = self.labels

        else:
            labels = self.labels

        self_wait_time_ms: float | None | Unset
        if isinstance(self.self_wait_time_ms, Unset):
            self_wait_time_ms = UNSET
        else:
            self_wait_time_ms = self.self_wait_time_ms

        aggregate_wait_time_ms: float | None | Unset
        if isinstance(self.aggregate_wait_time_ms, Unset):
            aggregate_wait_time_ms = UNSET
        else:
            aggregate_wait_time_ms = self.aggregate_wait_time_ms

        preprocessed: bool | None | Unset
        if isinstance(self.preprocessed, Unset):
            preprocessed = UNSET
        else:
            preprocessed = self.preprocessed

        is_retry: bool | None | Unset
        if isinstance(self.is_retry, Unset):
            is_retry = UNSET
        else:
            is_retry = self.is_retry

        resolved: bool | None | Unset
        if isinstance(self.resolved, Unset):
            resolved = UNSET
        else:
            resolved = self.resolved

        resolved_by: None | str | Unset
        if isinstance(self.resolved_by, Unset):
            resolved_by = UNSET
        else:
            resolved_by = self.resolved_by

        resolved_at: None | str | Unset
        if isinstance(self.resolved_at, Unset):
            resolved_at = UNSET
        elif isinstance(self.resolved_at, datetime.datetime):
            resolved_at = self.resolved_at.isoformat()
        else:
            resolved_at = self.resolved_at

        resolution_note: None | str | Unset
        if isinstance(self.resolution_note, Unset):
            resolution_note = UNSET
        else:
            resolution_note = self.resolution_note

        resolved_automatically: bool | None | Unset
        if isinstance(self.resolved_automatically, Unset):
            resolved_automatically = UNSET
        else:
            resolved_automatically = self.resolved_automatically

        trigger_kind: None | str | Unset
        if isinstance(self.trigger_kind, Unset):
            trigger_kind = UNSET
        else:
            trigger_kind = self.trigger_kind

        worker: None | str | Unset
        if isinstance(self.worker, Unset):
            worker = UNSET
        else:
            worker = self.worker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if parent_job is not UNSET:
            field_dict["parent_job"] = parent_job
        if created_by is not UNSET:
            field_dict["created_by"] = created_by
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if started_at is not UNSET:
            field_dict["started_at"] = started_at
        if completed_at is not UNSET:
            field_dict["completed_at"] = completed_at
        if duration_ms is not UNSET:
            field_dict["duration_ms"] = duration_ms
        if success is not UNSET:
            field_dict["success"] = success
        if script_path is not UNSET:
            field_dict["script_path"] = script_path
        if script_hash is not UNSET:
            field_dict["script_hash"] = script_hash
        if args is not UNSET:
            field_dict["args"] = args
        if result is not UNSET:
            field_dict["result"] = result
        if result_columns is not UNSET:
            field_dict["result_columns"] = result_columns
        if logs is not UNSET:
            field_dict["logs"] = logs
        if deleted is not UNSET:
            field_dict["deleted"] = deleted
        if raw_code is not UNSET:
            field_dict["raw_code"] = raw_code
        if canceled is not UNSET:
            field_dict["canceled"] = canceled
        if canceled_by is not UNSET:
            field_dict["canceled_by"] = canceled_by
        if canceled_reason is not UNSET:
            field_dict["canceled_reason"] = canceled_reason
        if job_kind is not UNSET:
            field_dict["job_kind"] = job_kind
        if schedule_path is not UNSET:
            field_dict["schedule_path"] = schedule_path
        if permissioned_as is not UNSET:
            field_dict["permissioned_as"] = permissioned_as
        if flow_status is not UNSET:
            field_dict["flow_status"] = flow_status
        if workflow_as_code_status is not UNSET:
            field_dict["workflow_as_code_status"] = workflow_as_code_status
        if raw_flow is not UNSET:
            field_dict["raw_flow"] = raw_flow
        if is_flow_step is not UNSET:
            field_dict["is_flow_step"] = is_flow_step
        if language is not UNSET:
            field_dict["language"] = language
        if is_skipped is not UNSET:
            field_dict["is_skipped"] = is_skipped
        if email is not UNSET:
            field_dict["email"] = email
        if visible_to_owner is not UNSET:
            field_dict["visible_to_owner"] = visible_to_owner
        if mem_peak is not UNSET:
            field_dict["mem_peak"] = mem_peak
        if tag is not UNSET:
            field_dict["tag"] = tag
        if priority is not UNSET:
            field_dict["priority"] = priority
        if labels is not UNSET:
            field_dict["labels"] = labels
        if self_wait_time_ms is not UNSET:
            field_dict["self_wait_time_ms"] = self_wait_time_ms
        if aggregate_wait_time_ms is not UNSET:
            field_dict["aggregate_wait_time_ms"] = aggregate_wait_time_ms
        if preprocessed is not UNSET:
            field_dict["preprocessed"] = preprocessed
        if is_retry is not UNSET:
            field_dict["is_retry"] = is_retry
        if resolved is not UNSET:
            field_dict["resolved"] = resolved
        if resolved_by is not UNSET:
            field_dict["resolved_by"] = resolved_by
        if resolved_at is not UNSET:
            field_dict["resolved_at"] = resolved_at
        if resolution_note is not UNSET:
            field_dict["resolution_note"] = resolution_note
        if resolved_automatically is not UNSET:
            field_dict["resolved_automatically"] = resolved_automatically
        if trigger_kind is not UNSET:
            field_dict["trigger_kind"] = trigger_kind
        if worker is not UNSET:
            field_dict["worker"] = worker

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_status import FlowStatus  # noqa: PLC0415
        from ..models.flow_value import FlowValue  # noqa: PLC0415
        from ..models.script_args import ScriptArgs  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        _type_ = d.pop("type", UNSET)
        type_: CompletedJobType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = CompletedJobType(_type_)

        workspace_id = d.pop("workspace_id", UNSET)

        def _parse_parent_job(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                parent_job_type_0 = UUID(data)

                return parent_job_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        parent_job = _parse_parent_job(d.pop("parent_job", UNSET))

        created_by = d.pop("created_by", UNSET)

        _created_at = d.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        def _parse_started_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        started_at = _parse_started_at(d.pop("started_at", UNSET))

        def _parse_completed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                completed_at_type_0 = datetime.datetime.fromisoformat(data)

                return completed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        completed_at = _parse_completed_at(d.pop("completed_at", UNSET))

        def _parse_duration_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms", UNSET))

        success = d.pop("success", UNSET)

        def _parse_script_path(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        script_path = _parse_script_path(d.pop("script_path", UNSET))

        def _parse_script_hash(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        script_hash = _parse_script_hash(d.pop("script_hash", UNSET))

        def _parse_args(data: object) -> None | ScriptArgs | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                args_type_1 = ScriptArgs.from_dict(data)

                return args_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScriptArgs | Unset, data)

        args = _parse_args(d.pop("args", UNSET))

        result = d.pop("result", UNSET)

        result_columns = d.pop("result_columns", UNSET)

        def _parse_logs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        logs = _parse_logs(d.pop("logs", UNSET))

        deleted = d.pop("deleted", UNSET)

        def _parse_raw_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        raw_code = _parse_raw_code(d.pop("raw_code", UNSET))

        canceled = d.pop("canceled", UNSET)

        def _parse_canceled_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        canceled_by = _parse_canceled_by(d.pop("canceled_by", UNSET))

        def _parse_canceled_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        canceled_reason = _parse_canceled_reason(d.pop("canceled_reason", UNSET))

        job_kind = d.pop("job_kind", UNSET)

        def _parse_schedule_path(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        schedule_path = _parse_schedule_path(d.pop("schedule_path", UNSET))

        permissioned_as = d.pop("permissioned_as", UNSET)

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

        def _parse_raw_flow(data: object) -> FlowValue | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                raw_flow_type_1 = FlowValue.from_dict(data)

                return raw_flow_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FlowValue | None | Unset, data)

        raw_flow = _parse_raw_flow(d.pop("raw_flow", UNSET))

        is_flow_step = d.pop("is_flow_step", UNSET)

        def _parse_language(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        language = _parse_language(d.pop("language", UNSET))

        is_skipped = d.pop("is_skipped", UNSET)

        email = d.pop("email", UNSET)

        visible_to_owner = d.pop("visible_to_owner", UNSET)

        def _parse_mem_peak(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        mem_peak = _parse_mem_peak(d.pop("mem_peak", UNSET))

        def _parse_tag(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tag = _parse_tag(d.pop("tag", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                labels_type_0 = cast(list[str], data)

                return labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        labels = _parse_labels(d.pop("labels", UNSET))

        def _parse_self_wait_time_ms(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        self_wait_time_ms = _parse_self_wait_time_ms(d.pop("self_wait_time_ms", UNSET))

        def _parse_aggregate_wait_time_ms(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        aggregate_wait_time_ms = _parse_aggregate_wait_time_ms(d.pop("aggregate_wait_time_ms", UNSET))

        def _parse_preprocessed(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        preprocessed = _parse_preprocessed(d.pop("preprocessed", UNSET))

        def _parse_is_retry(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_retry = _parse_is_retry(d.pop("is_retry", UNSET))

        def _parse_resolved(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        resolved = _parse_resolved(d.pop("resolved", UNSET))

        def _parse_resolved_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resolved_by = _parse_resolved_by(d.pop("resolved_by", UNSET))

        def _parse_resolved_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resolved_at_type_0 = datetime.datetime.fromisoformat(data)

                return resolved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        resolved_at = _parse_resolved_at(d.pop("resolved_at", UNSET))

        def _parse_resolution_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resolution_note = _parse_resolution_note(d.pop("resolution_note", UNSET))

        def _parse_resolved_automatically(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        resolved_automatically = _parse_resolved_automatically(d.pop("resolved_automatically", UNSET))

        def _parse_trigger_kind(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trigger_kind = _parse_trigger_kind(d.pop("trigger_kind", UNSET))

        def _parse_worker(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        worker = _parse_worker(d.pop("worker", UNSET))

        completed_job = cls(
            id=id,
            type_=type_,
            workspace_id=workspace_id,
            parent_job=parent_job,
            created_by=created_by,
            created_at=created_at,
            started_at=started_at,
            completed_at=completed_at,
            duration_ms=duration_ms,
            success=success,
            script_path=script_path,
            script_hash=script_hash,
            args=args,
            result=result,
            result_columns=result_columns,
            logs=logs,
            deleted=deleted,
            raw_code=raw_code,
            canceled=canceled,
            canceled_by=canceled_by,
            canceled_reason=canceled_reason,
            job_kind=job_kind,
            schedule_path=schedule_path,
            permissioned_as=permissioned_as,
            flow_status=flow_status,
            workflow_as_code_status=workflow_as_code_status,
            raw_flow=raw_flow,
            is_flow_step=is_flow_step,
            language=language,
            is_skipped=is_skipped,
            email=email,
            visible_to_owner=visible_to_owner,
            mem_peak=mem_peak,
            tag=tag,
            priority=priority,
            labels=labels,
            self_wait_time_ms=self_wait_time_ms,
            aggregate_wait_time_ms=aggregate_wait_time_ms,
            preprocessed=preprocessed,
            is_retry=is_retry,
            resolved=resolved,
            resolved_by=resolved_by,
            resolved_at=resolved_at,
            resolution_note=resolution_note,
            resolved_automatically=resolved_automatically,
            trigger_kind=trigger_kind,
            worker=worker,
        )

        completed_job.additional_properties = d
        return completed_job

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
