from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ResumeUrls")


@_attrs_define
class ResumeUrls:
    """One vote, as URLs. Whoever holds any of them can approve and deny.

    Attributes:
        approval_page (str): A page for people.
        resume (str): Calling it approves.
        cancel (str): Calling it denies.
    """

    approval_page: str
    resume: str
    cancel: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approval_page = self.approval_page

        resume = self.resume

        cancel = self.cancel

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approvalPage": approval_page,
                "resume": resume,
                "cancel": cancel,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_page = d.pop("approvalPage")

        resume = d.pop("resume")

        cancel = d.pop("cancel")

        resume_urls = cls(
            approval_page=approval_page,
            resume=resume,
            cancel=cancel,
        )

        resume_urls.additional_properties = d
        return resume_urls

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
