from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.queued_job_type import QueuedJobType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_status import FlowStatus
    from ..models.flow_value import FlowValue
    from ..models.script_args import ScriptArgs


T = TypeVar("T", bound="QueuedJob")


@_attrs_define
class QueuedJob:
    """A job that has not ended.

    Attributes:
        id (UUID):
        type_ (QueuedJobType | Unset):
        workspace_id (str | Unset):
        parent_job (None | Unset | UUID):
        created_by (str | Unset):
        created_at (datetime.datetime | Unset):
        started_at (datetime.datetime | None | Unset):
        scheduled_for (datetime.datetime | None | Unset):
        running (bool | Unset):
        script_path (None | str | Unset):
        script_hash (None | str | Unset):
        script_entrypoint_override (None | str | Unset):
        args (None | ScriptArgs | Unset):
        logs (None | str | Unset):
        raw_code (None | str | Unset):
        canceled (bool | Unset):
        canceled_by (None | str | Unset):
        canceled_reason (None | str | Unset):
        last_ping (datetime.datetime | None | Unset):
        job_kind (str | Unset): flow, flowpreview, flownode, script, preview, identity and others.
        schedule_path (None | str | Unset):
        permissioned_as (str | Unset):
        flow_status (FlowStatus | None | Unset):
        workflow_as_code_status (Any | Unset): Progress of a workflow-as-code job: any JSON.
        raw_flow (FlowValue | None | Unset):
        is_flow_step (bool | Unset):
        language (None | str | Unset):
        email (str | Unset):
        same_worker (bool | None | Unset):
        visible_to_owner (bool | Unset):
        mem_peak (int | None | Unset):
        tag (None | str | Unset):
        priority (int | None | Unset):
        self_wait_time_ms (float | None | Unset):
        aggregate_wait_time_ms (float | None | Unset):
        suspend (int | None | Unset): How many votes the gate still waits for; 0 where the flow does not wait.
        suspend_until (datetime.datetime | None | Unset): When the gate gives up.
        leaf_jobs (Any | Unset): Jobs of the steps, by module id: any JSON.
        preprocessed (bool | None | Unset):
        is_retry (bool | None | Unset):
        trigger_kind (None | str | Unset):
        worker (None | str | Unset):
    """

    id: UUID
    type_: QueuedJobType | Unset = UNSET
    workspace_id: str | Unset = UNSET
    parent_job: None | Unset | UUID = UNSET
    created_by: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    started_at: datetime.datetime | None | Unset = UNSET
    scheduled_for: datetime.datetime | None | Unset = UNSET
    running: bool | Unset = UNSET
    script_path: None | str | Unset = UNSET
    script_hash: None | str | Unset = UNSET
    script_entrypoint_override: None | str | Unset = UNSET
    args: None | ScriptArgs | Unset = UNSET
    logs: None | str | Unset = UNSET
    raw_code: None | str | Unset = UNSET
    canceled: bool | Unset = UNSET
    canceled_by: None | str | Unset = UNSET
    canceled_reason: None | str | Unset = UNSET
    last_ping: datetime.datetime | None | Unset = UNSET
    job_kind: str | Unset = UNSET
    schedule_path: None | str | Unset = UNSET
    permissioned_as: str | Unset = UNSET
    flow_status: FlowStatus | None | Unset = UNSET
    workflow_as_code_status: Any | Unset = UNSET
    raw_flow: FlowValue | None | Unset = UNSET
    is_flow_step: bool | Unset = UNSET
    language: None | str | Unset = UNSET
    email: str | Unset = UNSET
    same_worker: bool | None | Unset = UNSET
    visible_to_owner: bool | Unset = UNSET
    mem_peak: int | None | Unset = UNSET
    tag: None | str | Unset = UNSET
    priority: int | None | Unset = UNSET
    self_wait_time_ms: float | None | Unset = UNSET
    aggregate_wait_time_ms: float | None | Unset = UNSET
    suspend: int | None | Unset = UNSET
    suspend_until: datetime.datetime | None | Unset = UNSET
    leaf_jobs: Any | Unset = UNSET
    preprocessed: bool | None | Unset = UNSET
    is_retry: bool | None | Unset = UNSET
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

        scheduled_for: None | str | Unset
        if isinstance(self.scheduled_for, Unset):
            scheduled_for = UNSET
        elif isinstance(self.scheduled_for, datetime.datetime):
            scheduled_for = self.scheduled_for.isoformat()
        else:
            scheduled_for = self.scheduled_for

        running = self.running

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

        script_entrypoint_override: None | str | Unset
        if isinstance(self.script_entrypoint_override, Unset):
            script_entrypoint_override = UNSET
        else:
            script_entrypoint_override = self.script_entrypoint_override

        args: dict[str, Any] | None | Unset
        if isinstance(self.args, Unset):
            args = UNSET
        elif isinstance(self.args, ScriptArgs):
            args = self.args.to_dict()
        else:
            args = self.args

        logs: None | str | Unset
        if isinstance(self.logs, Unset):
            logs = UNSET
        else:
            logs = self.logs

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

        last_ping: None | str | Unset
        if isinstance(self.last_ping, Unset):
            last_ping = UNSET
        elif isinstance(self.last_ping, datetime.datetime):
            last_ping = self.last_ping.isoformat()
        else:
            last_ping = self.last_ping

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

        email = self.email

        same_worker: bool | None | Unset
        if isinstance(self.same_worker, Unset):
            same_worker = UNSET
        else:
            same_worker = self.same_worker

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

        suspend: int | None | Unset
        if isinstance(self.suspend, Unset):
            suspend = UNSET
        else:
            suspend = self.suspend

        suspend_until: None | str | Unset
        if isinstance(self.suspend_until, Unset):
            suspend_until = UNSET
        elif isinstance(self.suspend_until, datetime.datetime):
            suspend_until = self.suspend_until.isoformat()
        else:
            suspend_until = self.suspend_until

        leaf_jobs = self.leaf_jobs

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
        if scheduled_for is not UNSET:
            field_dict["scheduled_for"] = scheduled_for
        if running is not UNSET:
            field_dict["running"] = running
        if script_path is not UNSET:
            field_dict["script_path"] = script_path
        if script_hash is not UNSET:
            field_dict["script_hash"] = script_hash
        if script_entrypoint_override is not UNSET:
            field_dict["script_entrypoint_override"] = script_entrypoint_override
        if args is not UNSET:
            field_dict["args"] = args
        if logs is not UNSET:
            field_dict["logs"] = logs
        if raw_code is not UNSET:
            field_dict["raw_code"] = raw_code
        if canceled is not UNSET:
            field_dict["canceled"] = canceled
        if canceled_by is not UNSET:
            field_dict["canceled_by"] = canceled_by
        if canceled_reason is not UNSET:
            field_dict["canceled_reason"] = canceled_reason
        if last_ping is not UNSET:
            field_dict["last_ping"] = last_ping
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
        if email is not UNSET:
            field_dict["email"] = email
        if same_worker is not UNSET:
            field_dict["same_worker"] = same_worker
        if visible_to_owner is not UNSET:
            field_dict["visible_to_owner"] = visible_to_owner
        if mem_peak is not UNSET:
            field_dict["mem_peak"] = mem_peak
        if tag is not UNSET:
            field_dict["tag"] = tag
        if priority is not UNSET:
            field_dict["priority"] = priority
        if self_wait_time_ms is not UNSET:
            field_dict["self_wait_time_ms"] = self_wait_time_ms
        if aggregate_wait_time_ms is not UNSET:
            field_dict["aggregate_wait_time_ms"] = aggregate_wait_time_ms
        if suspend is not UNSET:
            field_dict["suspend"] = suspend
        if suspend_until is not UNSET:
            field_dict["suspend_until"] = suspend_until
        if leaf_jobs is not UNSET:
            field_dict["leaf_jobs"] = leaf_jobs
        if preprocessed is not UNSET:
            field_dict["preprocessed"] = preprocessed
        if is_retry is not UNSET:
            field_dict["is_retry"] = is_retry
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
        type_: QueuedJobType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = QueuedJobType(_type_)

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

        def _parse_scheduled_for(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scheduled_for_type_0 = datetime.datetime.fromisoformat(data)

                return scheduled_for_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        scheduled_for = _parse_scheduled_for(d.pop("scheduled_for", UNSET))

        running = d.pop("running", UNSET)

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

        def _parse_script_entrypoint_override(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        script_entrypoint_override = _parse_script_entrypoint_override(d.pop("script_entrypoint_override", UNSET))

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

        def _parse_logs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        logs = _parse_logs(d.pop("logs", UNSET))

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

        def _parse_last_ping(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_ping_type_0 = datetime.datetime.fromisoformat(data)

                return last_ping_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_ping = _parse_last_ping(d.pop("last_ping", UNSET))

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

        email = d.pop("email", UNSET)

        def _parse_same_worker(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        same_worker = _parse_same_worker(d.pop("same_worker", UNSET))

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

        def _parse_suspend(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        suspend = _parse_suspend(d.pop("suspend", UNSET))

        def _parse_suspend_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                suspend_until_type_0 = datetime.datetime.fromisoformat(data)

                return suspend_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        suspend_until = _parse_suspend_until(d.pop("suspend_until", UNSET))

        leaf_jobs = d.pop("leaf_jobs", UNSET)

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

        queued_job = cls(
            id=id,
            type_=type_,
            workspace_id=workspace_id,
            parent_job=parent_job,
            created_by=created_by,
            created_at=created_at,
            started_at=started_at,
            scheduled_for=scheduled_for,
            running=running,
            script_path=script_path,
            script_hash=script_hash,
            script_entrypoint_override=script_entrypoint_override,
            args=args,
            logs=logs,
            raw_code=raw_code,
            canceled=canceled,
            canceled_by=canceled_by,
            canceled_reason=canceled_reason,
            last_ping=last_ping,
            job_kind=job_kind,
            schedule_path=schedule_path,
            permissioned_as=permissioned_as,
            flow_status=flow_status,
            workflow_as_code_status=workflow_as_code_status,
            raw_flow=raw_flow,
            is_flow_step=is_flow_step,
            language=language,
            email=email,
            same_worker=same_worker,
            visible_to_owner=visible_to_owner,
            mem_peak=mem_peak,
            tag=tag,
            priority=priority,
            self_wait_time_ms=self_wait_time_ms,
            aggregate_wait_time_ms=aggregate_wait_time_ms,
            suspend=suspend,
            suspend_until=suspend_until,
            leaf_jobs=leaf_jobs,
            preprocessed=preprocessed,
            is_retry=is_retry,
            trigger_kind=trigger_kind,
            worker=worker,
        )

        queued_job.additional_properties = d
        return queued_job

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
