"""Flows, scripts, variables, resources and folders as read from files, each with its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.files.problems import Problem
from windmill_approvals_mock.flows.definition import Flow

JSON = Any


@dataclass(frozen=True, slots=True)
class FlowRecord:
    file: str
    path: str
    summary: str
    description: str
    value: Mapping[str, JSON]
    """The flow's value with its inline scripts."""
    flow: Flow
    schema: JSON
    line_of: Mapping[str, int]
    """Line numbers by module, as `Module 'a'`."""
    doubts: tuple[Problem, ...] = ()
    """Keys that Windmill does not know."""


@dataclass(frozen=True, slots=True)
class ScriptRecord:
    file: str
    path: str
    language: str
    content: str
    summary: str = ""
    description: str = ""
    lock: str = ""
    schema: JSON = None
    kind: str = "script"
    cache_ttl: int | None = None
    debounces: bool = False


@dataclass(frozen=True, slots=True)
class VariableRecord:
    file: str
    path: str
    value: str = field(repr=False)
    is_secret: bool
    description: str


@dataclass(frozen=True, slots=True)
class ResourceRecord:
    file: str
    path: str
    value: JSON = field(repr=False)
    resource_type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class FolderRecord:
    file: str
    name: str
    owners: tuple[str, ...]
    extra_perms: Mapping[str, bool]
    summary: str = ""
    display_name: str = ""


Record = FlowRecord | ScriptRecord | VariableRecord | ResourceRecord | FolderRecord


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that could be read, and the problems of the rest."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Problem, ...] = ()
    """Files that were left out although they are valid, and why."""
    doubts: tuple[Problem, ...] = ()
    """Keys that Windmill does not know, in files that were read."""
