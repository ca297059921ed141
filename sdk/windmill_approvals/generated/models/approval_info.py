from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.approval import Approval
    from ..models.approval_conditions import ApprovalConditions


T = TypeVar("T", bound="ApprovalInfo")


@_attrs_define
class ApprovalInfo:
    """What the approval page shows of a flow that waits.

    Attributes:
        flow_id (UUID): Id of the flow's job.
        can_approve (bool): Whether the caller may vote.
        form_schema (Any | Unset): The form: an object whose `schema` is a JSON Schema.
        description (Any | Unset): Text of the gated step's result: any JSON.
        default_args (Any | Unset): What the form starts with, from the gated step's result.
        enums (Any | Unset): Choices of the form by field, from the gated step's result.
        approval_conditions (ApprovalConditions | None | Unset):
        user_auth_required (bool | Unset): Whether a vote needs a login.
        hide_cancel (bool | None | Unset): The page shows no button to deny; absent where no gate waits.
        approvers (list[Approval] | Unset): Approvals so far.
        view_token (None | str | Unset): A token that only looks.
        skin (None | str | Unset): How the page looks: detailed, minimal. Servers after 1.788.
        step_summary (None | str | Unset): Summary of the gated step. Servers after 1.788.
        flow_summary (None | str | Unset): Summary of the flow. Servers after 1.788.
    """

    flow_id: UUID
    can_approve: bool
    form_schema: Any | Unset = UNSET
    description: Any | Unset = UNSET
    default_args: Any | Unset = UNSET
    enums: Any | Unset = UNSET
    approval_conditions: ApprovalConditions | None | Unset = UNSET
    user_auth_required: bool | Unset = UNSET
    hide_cancel: bool | None | Unset = UNSET
    approvers: list[Approval] | Unset = UNSET
    view_token: None | str | Unset = UNSET
    skin: None | str | Unset = UNSET
    step_summary: None | str | Unset = UNSET
    flow_summary: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.approval_conditions import ApprovalConditions  # noqa: PLC0415

        flow_id = str(self.flow_id)

        can_approve = self.can_approve

        form_schema = self.form_schema

        description = self.description

        default_args = self.default_args

        enums = self.enums

        approval_conditions: dict[str, Any] | None | Unset
        if isinstance(self.approval_conditions, Unset):
            approval_conditions = UNSET
        elif isinstance(self.approval_conditions, ApprovalConditions):
            approval_conditions = self.approval_conditions.to_dict()
        else:
            approval_conditions = self.approval_conditions

        user_auth_required = self.user_auth_required

        hide_cancel: bool | None | Unset
        if isinstance(self.hide_cancel, Unset):
            hide_cancel = UNSET
        else:
            hide_cancel = self.hide_cancel

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

        skin: None | str | Unset
        if isinstance(self.skin, Unset):
            skin = UNSET
        else:
            skin = self.skin

        step_summary: None | str | Unset
        if isinstance(self.step_summary, Unset):
            step_summary = UNSET
        else:
            step_summary = self.step_summary

        flow_summary: None | str | Unset
        if isinstance(self.flow_summary, Unset):
            flow_summary = UNSET
        else:
            flow_summary = self.flow_summary

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "flow_id": flow_id,
                "can_approve": can_approve,
            }
        )
        if form_schema is not UNSET:
            field_dict["form_schema"] = form_schema
        if description is not UNSET:
            field_dict["description"] = description
        if default_args is not UNSET:
            field_dict["default_args"] = default_args
        if enums is not UNSET:
            field_dict["enums"] = enums
        if approval_conditions is not UNSET:
            field_dict["approval_conditions"] = approval_conditions
        if user_auth_required is not UNSET:
            field_dict["user_auth_required"] = user_auth_required
        if hide_cancel is not UNSET:
            field_dict["hide_cancel"] = hide_cancel
        if approvers is not UNSET:
            field_dict["approvers"] = approvers
        if view_token is not UNSET:
            field_dict["view_token"] = view_token
        if skin is not UNSET:
            field_dict["skin"] = skin
        if step_summary is not UNSET:
            field_dict["step_summary"] = step_summary
        if flow_summary is not UNSET:
            field_dict["flow_summary"] = flow_summary

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval import Approval  # noqa: PLC0415
        from ..models.approval_conditions import ApprovalConditions  # noqa: PLC0415

        d = dict(src_dict)
        flow_id = UUID(d.pop("flow_id"))

        can_approve = d.pop("can_approve")

        form_schema = d.pop("form_schema", UNSET)

        description = d.pop("description", UNSET)

        default_args = d.pop("default_args", UNSET)

        enums = d.pop("enums", UNSET)

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

        user_auth_required = d.pop("user_auth_required", UNSET)

        def _parse_hide_cancel(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        hide_cancel = _parse_hide_cancel(d.pop("hide_cancel", UNSET))

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

        def _parse_skin(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        skin = _parse_skin(d.pop("skin", UNSET))

        def _parse_step_summary(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        step_summary = _parse_step_summary(d.pop("step_summary", UNSET))

        def _parse_flow_summary(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        flow_summary = _parse_flow_summary(d.pop("flow_summary", UNSET))

        approval_info = cls(
            flow_id=flow_id,
            can_approve=can_approve,
            form_schema=form_schema,
            description=description,
            default_args=default_args,
            enums=enums,
            approval_conditions=approval_conditions,
            user_auth_required=user_auth_required,
            hide_cancel=hide_cancel,
            approvers=approvers,
            view_token=view_token,
            skin=skin,
            step_summary=step_summary,
            flow_summary=flow_summary,
        )

        approval_info.additional_properties = d
        return approval_info

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
