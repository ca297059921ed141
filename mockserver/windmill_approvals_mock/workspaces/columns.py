"""Checks texts as the columns of Windmill's database do: their length and characters.

Source: Windmill's migrations, the same since 1.607. The errors are PostgreSQL's, as recorded for other columns. Newer
servers check the paths of variables and resources themselves, with their own errors.
"""

from __future__ import annotations

import re

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.rules import WindmillVersion

PATH, FOLDER_NAME, EMAIL = 255, 255, 255
WORKSPACE_ID, WORKSPACE_NAME, USERNAME, RESOURCE_TYPE, TAG = 50, 50, 50, 50, 50
FOLDER_DISPLAY_NAME, TOKEN_LABEL, VARIABLE_VALUE = 100, 1000, 15_000
"""Characters."""

_PATH = re.compile(r"[ufg](/[\w-]+){2,}", re.ASCII)


def ask_fit(text: str | None, longest: int | None = None) -> None:
    """Refuse a text that is longer than `longest`, or that the database does not accept."""
    if text is None:
        return
    if "\0" in text:
        raise Refusal(Reason.TEXT_WITH_NUL)
    if longest is not None and len(text) > longest:
        raise Refusal(Reason.TEXT_TOO_LONG, longest=longest)


def check_path(path: str, relation: str) -> None:
    """Refuse a path that is not of a user, folder or group (recording: "flows")."""
    ask_fit(path, PATH)
    if _PATH.fullmatch(path) is None:
        raise Refusal(Reason.BAD_PATH, relation=relation)


def check_value_path(path: str, relation: str, version: WindmillVersion) -> None:
    """Refuse such a path for a variable or a resource."""
    if not version.value_paths_are_checked_first:
        check_path(path, relation)
    elif len(path) > PATH:
        raise Refusal(Reason.PATH_TOO_LONG, longest=PATH)
    elif _PATH.fullmatch(path) is None:
        raise Refusal(Reason.NOT_A_VALUE_PATH)


def check_folder_name(name: str, version: WindmillVersion) -> None:
    pattern = r"[a-zA-Z_0-9-]+" if version.folder_names_have_hyphens else r"[a-zA-Z_0-9]+"
    if re.fullmatch(pattern, name) is None:
        raise Refusal(Reason.BAD_FOLDER_NAME)
    ask_fit(name, FOLDER_NAME)
