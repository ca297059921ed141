from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.approval import Approval
    from ..models.branch_chosen import BranchChosen


T = TypeVar("T", bound="FlowStatusModule")


@_attrs_define
class FlowStatusModule:
    """How far a step of a flow is.

    Attributes:
        type_ (str): WaitingForPriorSteps, WaitingForEvents, WaitingForExecutor, InProgress, Success, Failure.
        id (None | str | Unset): Id of the module.
        job (None | Unset | UUID): Id of the step's job; while the module waits for events, of the gated step's.
        count (int | None | Unset): How many votes the gate needs.
        progress (int | None | Unset):
        iterator (Any | Unset): Where a loop is: any JSON.
        flow_jobs (list[str] | None | Unset):
        flow_jobs_success (list[bool | None] | None | Unset):
        flow_jobs_duration (Any | Unset): How long each child took: any JSON.
        branch_chosen (BranchChosen | None | Unset):
        branchall (Any | Unset): Where a branchall is: any JSON.
        parallel (bool | None | Unset):
        while_loop (bool | None | Unset):
        parent_module (None | str | Unset): Only of a failure module.
        approvers (list[Approval] | None | Unset): Who opened the gate of this step.
        failed_retries (list[UUID] | None | Unset):
        skipped (bool | None | Unset):
        agent_actions (Any | Unset): What an AI agent did: any JSON.
        agent_actions_success (Any | Unset): Whether each of them worked: any JSON.
    """

    type_: str
    id: None | str | Unset = UNSET
    job: None | Unset | UUID = UNSET
    count: int | None | Unset = UNSET
    progress: int | None | Unset = UNSET
    iterator: Any | Unset = UNSET
    flow_jobs: list[str] | None | Unset = UNSET
    flow_jobs_success: list[bool | None] | None | Unset = UNSET
    flow_jobs_duration: Any | Unset = UNSET
    branch_chosen: BranchChosen | None | Unset = UNSET
    branchall: Any | Unset = UNSET
    parallel: bool | None | Unset = UNSET
    while_loop: bool | None | Unset = UNSET
    parent_module: None | str | Unset = UNSET
    approvers: list[Approval] | None | Unset = UNSET
    failed_retries: list[UUID] | None | Unset = UNSET
    skipped: bool | None | Unset = UNSET
    agent_actions: Any | Unset = UNSET
    agent_actions_success: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.branch_chosen import BranchChosen  # noqa: PLC0415

        type_ = self.type_

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        job: None | str | Unset
        if isinstance(self.job, Unset):
            job = UNSET
        elif isinstance(self.job, UUID):
            job = str(self.job)
        else:
            job = self.job

        count: int | None | Unset
        if isinstance(self.count, Unset):
            count = UNSET
        else:
            count = self.count

        progress: int | None | Unset
        if isinstance(self.progress, Unset):
            progress = UNSET
        else:
            progress = self.progress

        iterator = self.iterator

        flow_jobs: list[str] | None | Unset
        if isinstance(self.flow_jobs, Unset):
            flow_jobs = UNSET
        elif isinstance(self.flow_jobs, list):
            flow_jobs = self.flow_jobs

        else:
            flow_jobs = self.flow_jobs

        flow_jobs_success: list[bool | None] | None | Unset
        if isinstance(self.flow_jobs_success, Unset):
            flow_jobs_success = UNSET
        elif isinstance(self.flow_jobs_success, list):
            flow_jobs_success = []
            for flow_jobs_success_type_0_item_data in self.flow_jobs_success:
                flow_jobs_success_type_0_item: bool | None
                flow_jobs_success_type_0_item = flow_jobs_success_type_0_item_data
                flow_jobs_success.append(flow_jobs_success_type_0_item)

        else:
            flow_jobs_success = self.flow_jobs_success

        flow_jobs_duration = self.flow_jobs_duration

        branch_chosen: dict[str, Any] | None | Unset
        if isinstance(self.branch_chosen, Unset):
            branch_chosen = UNSET
        elif isinstance(self.branch_chosen, BranchChosen):
            branch_chosen = self.branch_chosen.to_dict()
        else:
            branch_chosen = self.branch_chosen

        branchall = self.branchall

        parallel: bool | None | Unset
        if isinstance(self.parallel, Unset):
            parallel = UNSET
        else:
            parallel = self.parallel

        while_loop: bool | None | Unset
        if isinstance(self.while_loop, Unset):
            while_loop = UNSET
        else:
            while_loop = self.while_loop

        parent_module: None | str | Unset
        if isinstance(self.parent_module, Unset):
            parent_module = UNSET
        else:
            parent_module = self.parent_module

        approvers: list[dict[str, Any]] | None | Unset
        if isinstance(self.approvers, Unset):
            approvers = UNSET
        elif isinstance(self.approvers, list):
            approvers = []
            for approvers_type_0_item_data in self.approvers:
                approvers_type_0_item = approvers_type_0_item_data.to_dict()
                approvers.append(approvers_type_0_item)

        else:
            approvers = self.approvers

        failed_retries: list[str] | None | Unset
        if isinstance(self.failed_retries, Unset):
            failed_retries = UNSET
        elif isinstance(self.failed_retries, list):
            failed_retries = []
            for failed_retries_type_0_item_data in self.failed_retries:
                failed_retries_type_0_item = str(failed_retries_type_0_item_data)
                failed_retries.append(failed_retries_type_0_item)

        else:
            failed_retries = self.failed_retries

        skipped: bool | None | Unset
        if isinstance(self.skipped, Unset):
            skipped = UNSET
        else:
            skipped = self.skipped

        agent_actions = self.agent_actions

        agent_actions_success = self.agent_actions_success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if job is not UNSET:
            field_dict["job"] = job
        if count is not UNSET:
            field_dict["count"] = count
        if progress is not UNSET:
            field_dict["progress"] = progress
        if iterator is not UNSET:
            field_dict["iterator"] = iterator
        if flow_jobs is not UNSET:
            field_dict["flow_jobs"] = flow_jobs
        if flow_jobs_success is not UNSET:
            field_dict["flow_jobs_success"] = flow_jobs_success
        if flow_jobs_duration is not UNSET:
            field_dict["flow_jobs_duration"] = flow_jobs_duration
        if branch_chosen is not UNSET:
            field_dict["branch_chosen"] = branch_chosen
        if branchall is not UNSET:
            field_dict["branchall"] = branchall
        if parallel is not UNSET:
            field_dict["parallel"] = parallel
        if while_loop is not UNSET:
            field_dict["while_loop"] = while_loop
        if parent_module is not UNSET:
            field_dict["parent_module"] = parent_module
        if approvers is not UNSET:
            field_dict["approvers"] = approvers
        if failed_retries is not UNSET:
            field_dict["failed_retries"] = failed_retries
        if skipped is not UNSET:
            field_dict["skipped"] = skipped
        if agent_actions is not UNSET:
            field_dict["agent_actions"] = agent_actions
        if agent_actions_success is not UNSET:
            field_dict["agent_actions_success"] = agent_actions_success

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval import Approval  # noqa: PLC0415
        from ..models.branch_chosen import BranchChosen  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_job(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_type_0 = UUID(data)

                return job_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        job = _parse_job(d.pop("job", UNSET))

        def _parse_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        count = _parse_count(d.pop("count", UNSET))

        def _parse_progress(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        progress = _parse_progress(d.pop("progress", UNSET))

        iterator = d.pop("iterator", UNSET)

        def _parse_flow_jobs(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                flow_jobs_type_0 = cast(list[str], data)

                return flow_jobs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        flow_jobs = _parse_flow_jobs(d.pop("flow_jobs", UNSET))

        def _parse_flow_jobs_success(data: object) -> list[bool | None] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                flow_jobs_success_type_0 = []
                _flow_jobs_success_type_0 = data
                for flow_jobs_success_type_0_item_data in _flow_jobs_success_type_0:

                    def _parse_flow_jobs_success_type_0_item(data: object) -> bool | None:
                        if data is None:
                            return data
                        return cast(bool | None, data)

                    flow_jobs_success_type_0_item = _parse_flow_jobs_success_type_0_item(
                        flow_jobs_success_type_0_item_data
                    )

                    flow_jobs_success_type_0.append(flow_jobs_success_type_0_item)

                return flow_jobs_success_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[bool | None] | None | Unset, data)

        flow_jobs_success = _parse_flow_jobs_success(d.pop("flow_jobs_success", UNSET))

        flow_jobs_duration = d.pop("flow_jobs_duration", UNSET)

        def _parse_branch_chosen(data: object) -> BranchChosen | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                branch_chosen_type_1 = BranchChosen.from_dict(data)

                return branch_chosen_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BranchChosen | None | Unset, data)

        branch_chosen = _parse_branch_chosen(d.pop("branch_chosen", UNSET))

        branchall = d.pop("branchall", UNSET)

        def _parse_parallel(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        parallel = _parse_parallel(d.pop("parallel", UNSET))

        def _parse_while_loop(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        while_loop = _parse_while_loop(d.pop("while_loop", UNSET))

        def _parse_parent_module(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_module = _parse_parent_module(d.pop("parent_module", UNSET))

        def _parse_approvers(data: object) -> list[Approval] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                approvers_type_0 = []
                _approvers_type_0 = data
                for approvers_type_0_item_data in _approvers_type_0:
                    approvers_type_0_item = Approval.from_dict(approvers_type_0_item_data)

                    approvers_type_0.append(approvers_type_0_item)

                return approvers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Approval] | None | Unset, data)

        approvers = _parse_approvers(d.pop("approvers", UNSET))

        def _parse_failed_retries(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                failed_retries_type_0 = []
                _failed_retries_type_0 = data
                for failed_retries_type_0_item_data in _failed_retries_type_0:
                    failed_retries_type_0_item = UUID(failed_retries_type_0_item_data)

                    failed_retries_type_0.append(failed_retries_type_0_item)

                return failed_retries_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        failed_retries = _parse_failed_retries(d.pop("failed_retries", UNSET))

        def _parse_skipped(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        skipped = _parse_skipped(d.pop("skipped", UNSET))

        agent_actions = d.pop("agent_actions", UNSET)

        agent_actions_success = d.pop("agent_actions_success", UNSET)

        flow_status_module = cls(
            type_=type_,
            id=id,
            job=job,
            count=count,
            progress=progress,
            iterator=iterator,
            flow_jobs=flow_jobs,
            flow_jobs_success=flow_jobs_success,
            flow_jobs_duration=flow_jobs_duration,
            branch_chosen=branch_chosen,
            branchall=branchall,
            parallel=parallel,
            while_loop=while_loop,
            parent_module=parent_module,
            approvers=approvers,
            failed_retries=failed_retries,
            skipped=skipped,
            agent_actions=agent_actions,
            agent_actions_success=agent_actions_success,
        )

        flow_status_module.additional_properties = d
        return flow_status_module

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
