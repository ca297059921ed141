from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.preview_kind import PreviewKind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.script_args import ScriptArgs
    from ..models.script_modules import ScriptModules
    from ..models.string_map import StringMap


T = TypeVar("T", bound="ScriptPreview")


@_attrs_define
class ScriptPreview:
    """A script to run without deploying it.

    Attributes:
        args (ScriptArgs): Arguments by name.
        content (str | Unset): The source.
        path (str | Unset):
        script_hash (str | Unset):
        language (str | Unset): python3, bun, bash, go, deno, postgresql and others.
        tag (str | Unset):
        kind (PreviewKind | Unset):
        dedicated_worker (bool | Unset):
        lock (str | Unset):
        flow_path (str | Unset):
        modules (None | ScriptModules | Unset):
        temp_script_refs (None | StringMap | Unset):
    """

    args: ScriptArgs
    content: str | Unset = UNSET
    path: str | Unset = UNSET
    script_hash: str | Unset = UNSET
    language: str | Unset = UNSET
    tag: str | Unset = UNSET
    kind: PreviewKind | Unset = UNSET
    dedicated_worker: bool | Unset = UNSET
    lock: str | Unset = UNSET
    flow_path: str | Unset = UNSET
    modules: None | ScriptModules | Unset = UNSET
    temp_script_refs: None | StringMap | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.script_modules import ScriptModules  # noqa: PLC0415
        from ..models.string_map import StringMap  # noqa: PLC0415

        args = self.args.to_dict()

        content = self.content

        path = self.path

        script_hash = self.script_hash

        language = self.language

        tag = self.tag

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind.value

        dedicated_worker = self.dedicated_worker

        lock = self.lock

        flow_path = self.flow_path

        modules: dict[str, Any] | None | Unset
        if isinstance(self.modules, Unset):
            modules = UNSET
        elif isinstance(self.modules, ScriptModules):
            modules = self.modules.to_dict()
        else:
            modules = self.modules

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
                "args": args,
            }
        )
        if content is not UNSET:
            field_dict["content"] = content
        if path is not UNSET:
            field_dict["path"] = path
        if script_hash is not UNSET:
            field_dict["script_hash"] = script_hash
        if language is not UNSET:
            field_dict["language"] = language
        if tag is not UNSET:
            field_dict["tag"] = tag
        if kind is not UNSET:
            field_dict["kind"] = kind
        if dedicated_worker is not UNSET:
            field_dict["dedicated_worker"] = dedicated_worker
        if lock is not UNSET:
            field_dict["lock"] = lock
        if flow_path is not UNSET:
            field_dict["flow_path"] = flow_path
        if modules is not UNSET:
            field_dict["modules"] = modules
        if temp_script_refs is not UNSET:
            field_dict["temp_script_refs"] = temp_script_refs

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.script_args import ScriptArgs  # noqa: PLC0415
        from ..models.script_modules import ScriptModules  # noqa: PLC0415
        from ..models.string_map import StringMap  # noqa: PLC0415

        d = dict(src_dict)
        args = ScriptArgs.from_dict(d.pop("args"))

        content = d.pop("content", UNSET)

        path = d.pop("path", UNSET)

        script_hash = d.pop("script_hash", UNSET)

        language = d.pop("language", UNSET)

        tag = d.pop("tag", UNSET)

        _kind = d.pop("kind", UNSET)
        kind: PreviewKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = PreviewKind(_kind)

        dedicated_worker = d.pop("dedicated_worker", UNSET)

        lock = d.pop("lock", UNSET)

        flow_path = d.pop("flow_path", UNSET)

        def _parse_modules(data: object) -> None | ScriptModules | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                modules_type_1 = ScriptModules.from_dict(data)

                return modules_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScriptModules | Unset, data)

        modules = _parse_modules(d.pop("modules", UNSET))

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

        script_preview = cls(
            args=args,
            content=content,
            path=path,
            script_hash=script_hash,
            language=language,
            tag=tag,
            kind=kind,
            dedicated_worker=dedicated_worker,
            lock=lock,
            flow_path=flow_path,
            modules=modules,
            temp_script_refs=temp_script_refs,
        )

        script_preview.additional_properties = d
        return script_preview

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
