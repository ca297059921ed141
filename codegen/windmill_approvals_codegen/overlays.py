"""Applies an OpenAPI Overlay, action by action, with the library oas-patch."""

import copy
from typing import Any

from oas_patch.overlay import apply_overlay  # type: ignore[import-untyped]

from windmill_approvals_codegen.document import Document, build_pointer
from windmill_approvals_codegen.errors import CodegenError


def apply(overlay: Document, data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return `data` with the overlay applied, and the description of each action that changed nothing.

    Raises CodegenError if the document is not an overlay, or if a target cannot be read.
    """
    corrected = copy.deepcopy(data)
    unneeded = []
    for index, action in enumerate(_actions(overlay)):
        before = copy.deepcopy(corrected)
        try:
            # A copy, since the library puts the action's own value into the document, where later ones change it.
            apply_overlay(corrected, {"actions": [copy.deepcopy(action)]})
        except Exception as error:
            where = overlay.where(build_pointer("actions", index))
            problem = f"{action['target']} cannot be applied: {str(error).splitlines()[0]}"
            raise CodegenError(
                problem, where=where, cure="A target is a JSONPath, as in $.components.schemas.Job"
            ) from None
        if corrected == before:
            unneeded.append(str(action.get("description") or action["target"]))
    return corrected, unneeded


def _actions(overlay: Document) -> list[dict[str, Any]]:
    data = overlay.data
    cure = "See https://spec.openapis.org/overlay/latest.html"
    if not isinstance(data, dict) or not str(data.get("overlay", "")).startswith("1."):
        raise CodegenError("is not an OpenAPI Overlay 1.x", where=overlay.where("/overlay"), cure=cure)
    actions = data.get("actions")
    if not isinstance(actions, list) or not actions:
        raise CodegenError("has no actions", where=overlay.where("/actions"), cure=cure)
    for index, action in enumerate(actions):
        where = overlay.where(build_pointer("actions", index))
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            raise CodegenError("an action has no target", where=where, cure=cure)
        if "update" not in action and action.get("remove") is not True:
            raise CodegenError("an action neither updates nor removes", where=where, cure=cure)
    return actions
