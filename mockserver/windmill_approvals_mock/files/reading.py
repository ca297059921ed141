"""Turns the texts of a folder's files into records, in the layout that `wmill sync pull` writes.

It reads no disk, so `!inline` cannot reach a file outside of the given texts. A broken file becomes a problem; the
rest is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.files import flow_files
from windmill_approvals_mock.files.languages import language_of
from windmill_approvals_mock.files.problems import Broken, Problem
from windmill_approvals_mock.files.records import (
    Contents,
    FlowRecord,
    FolderRecord,
    Record,
    ResourceRecord,
    ScriptRecord,
    VariableRecord,
)
from windmill_approvals_mock.files.references import at_root, is_reference
from windmill_approvals_mock.files.yaml_text import parse
from windmill_approvals_mock.workspaces.columns import check_path

JSON = Any
Texts = Mapping[str, str]

SETTINGS = "wmill.yaml"
_METADATA = re.compile(r"(?P<path>.+)\.(?P<kind>script|variable|resource)\.yaml")
_FLOW = re.compile(r"(?P<path>.+)(?:\.flow|__flow)/flow\.yaml")
_FOLDER = re.compile(r"f/(?P<name>[^/]+)/folder\.meta\.yaml")
_OF_OTHER_THINGS = re.compile(r"(?:\.flow|__flow|\.app|__app|\.raw_app|__raw_app|\.fileset|__mod|__dbt)/")
_NEVER_SCRIPTS = (".yaml", ".lock", ".json", ".md")
"""Endings of metadata, schedules, triggers and locks: never scripts."""
_MODULE_FOLDER = re.compile(r"(?P<path>.+)(?:__mod/script|__dbt/wm_dbt)\.yaml")


def read(texts: Texts) -> Contents:
    """Read `texts`, by path relative to the folder of `wmill.yaml`, with `/` as separator."""
    records: list[Record] = []
    problems: list[Problem] = []
    reader = _Reader(texts, _typescript(texts, problems))
    for file in sorted(texts):
        try:
            records.extend(reader.records_of(file))
        except Broken as broken:
            problems.append(broken.problem)
    doubts = (doubt for record in records if isinstance(record, FlowRecord) for doubt in record.doubts)
    return Contents(tuple(records), tuple(problems), tuple(reader.skipped), tuple(doubts))


def _typescript(texts: Texts, problems: list[Problem]) -> str:
    """Return the language of a plain `.ts` in this folder."""
    try:
        settings = parse(texts.get(SETTINGS, ""), SETTINGS).value
    except Broken as broken:
        problems.append(broken.problem)
        return "bun"
    return "deno" if isinstance(settings, dict) and settings.get("defaultTs") == "deno" else "bun"


class _Reader:
    def __init__(self, texts: Texts, typescript: str) -> None:
        self._texts = texts
        self._typescript = typescript
        self._files_by_base: dict[str, list[str]] = {}
        for file in texts:
            self._files_by_base.setdefault(_base(file), []).append(file)
        self.skipped: list[Problem] = []
        """Files that were left out although they are valid, and why."""

    def records_of(self, file: str) -> Iterator[Record]:
        """Yield what `file` defines; nothing if it belongs to another file or to something the mock does not know."""
        if file == SETTINGS:
            return
        if match := _MODULE_FOLDER.fullmatch(file):
            raise Broken(Problem(file, f"this mock does not model scripts with several files, such as {match['path']}"))
        if match := _FLOW.fullmatch(file):
            _check_path(file, match["path"], "flow")
            yield flow_files.read(file, match["path"], self._texts)
        elif _OF_OTHER_THINGS.search(file):
            return
        elif match := _FOLDER.fullmatch(file):
            yield self._folder(file, match["name"])
        elif match := _METADATA.fullmatch(file):
            of_a_branch = match["kind"] != "script" and "." in match["path"].rpartition("/")[2]
            path = self._path_of_branch(file, match["path"], match["kind"]) if of_a_branch else match["path"]
            if path is None:
                return
            _check_path(file, path, match["kind"])
            if match["kind"] == "variable":
                yield from self._variable(file, path)
            elif match["kind"] == "resource":
                yield self._resource(file, path)
            elif not self._has_script(path):
                raise Broken(Problem(file, f"the script for this metadata is missing, such as {path}.py"))
        elif language := self._language_of_script(file):
            yield self._script(file, language)

    def _path_of_branch(self, file: str, path: str, kind: str) -> str | None:
        """Return the path without a Git branch's name, as in `x.main.resource.yaml`; None if the file does not count.

        The mock does not know the present branch, so such a file counts only if it is the only one.
        """
        base = _base(path)
        set_it = f"mock.set_{kind}('{base}', …)"
        others = [file for file in self._files_by_base.get(base, ()) if file.endswith(f".{kind}.yaml")]
        if f"{base}.{kind}.yaml" in others:
            words = f"is for one Git branch, so {base}.{kind}.yaml was read instead; to set another value: {set_it}"
        elif len(others) > 1:
            words = f"is one of {len(others)} files for Git branches, so none was read; to set a value: {set_it}"
        else:
            return base
        self.skipped.append(Problem(file, words))
        return None

    # -- scripts ---------------------------------------------------------------------------
    def _language_of_script(self, file: str) -> str | None:
        """Return the language of a script, or None for other files. Raises Broken for a script in an unknown one."""
        if ".resource.file." in file or file.endswith(_NEVER_SCRIPTS):
            return None
        language = language_of(file, self._typescript)
        if language is None and f"{_base(file)}.script.yaml" in self._texts:
            raise Broken(Problem(file, "a script in an unknown language: Windmill does not know this file ending"))
        return language

    def _has_script(self, path: str) -> bool:
        return any(not file.endswith(_NEVER_SCRIPTS) for file in self._files_by_base.get(path, ()))

    def _script(self, file: str, language: str) -> ScriptRecord:
        path = _base(file)
        _check_path(file, path, "script")
        metadata = f"{path}.script.yaml"
        if metadata not in self._texts:
            return ScriptRecord(file, path, language, self._texts[file])
        fields = self._fields(metadata)
        if fields.get("codebase"):
            raise Broken(Problem(metadata, "this mock does not model scripts that are bundled from a codebase"))
        return ScriptRecord(
            file=file,
            path=path,
            language=language,
            content=self._texts[file],
            summary=_text(fields, "summary", metadata),
            description=_text(fields, "description", metadata),
            lock=self._lock(fields.get("lock"), metadata),
            schema=fields.get("schema"),
            kind=_text(fields, "kind", metadata) or "script",
            cache_ttl=_seconds(fields, "cache_ttl", metadata),
            debounces=(_seconds(fields, "debounce_delay_s", metadata) or 0) > 0,
        )

    def _lock(self, lock: JSON, metadata: str) -> str:
        """Return the lock, which may be a text, a list of lines or a file. A missing file counts as empty."""
        if isinstance(lock, list):
            lock = "\n".join(str(line) for line in lock)
        if is_reference(lock):
            return self._texts.get(at_root(lock, metadata), "")
        return lock if isinstance(lock, str) else ""

    # -- the rest --------------------------------------------------------------------------
    def _variable(self, file: str, path: str) -> Iterator[VariableRecord]:
        fields = self._fields(file)
        is_secret = fields.get("is_secret") is True
        if is_secret and fields.get("value") is None:
            words = f"is a secret without a value; call mock.set_variable('{path}', …) before something reads it"
            self.skipped.append(Problem(file, words))
            return
        if not isinstance(fields.get("value"), str):
            raise Broken(Problem(file, "not a variable: `value` must be a string"))
        yield VariableRecord(file, path, fields["value"], is_secret, _text(fields, "description", file))

    def _resource(self, file: str, path: str) -> ResourceRecord:
        fields = self._fields(file)
        resource_type = _text(fields, "resource_type", file)
        if not resource_type:
            raise Broken(Problem(file, "not a resource: `resource_type` is missing"))
        value = fields.get("value")
        if isinstance(value, str) and value.startswith("!inline_fileset"):
            raise Broken(Problem(file, "this mock does not model resources that are sets of files"))
        if isinstance(value, dict) and is_reference(value.get("content")):
            referred = at_root(value["content"], file)
            if referred not in self._texts:
                raise Broken(Problem(file, f"{value['content']}: there is no such file"))
            value = {**value, "content": self._texts[referred]}
        return ResourceRecord(file, path, value, resource_type, _text(fields, "description", file))

    def _folder(self, file: str, name: str) -> FolderRecord:
        fields = self._fields(file)
        owners, extra_perms = fields.get("owners") or [], fields.get("extra_perms") or {}
        if not isinstance(owners, list) or not all(isinstance(owner, str) for owner in owners):
            raise Broken(Problem(file, "`owners` must be a list of names such as u/admin or g/all"))
        if not isinstance(extra_perms, dict) or not all(isinstance(may, bool) for may in extra_perms.values()):
            raise Broken(Problem(file, "`extra_perms` must give each name true or false"))
        summary, display_name = _text(fields, "summary", file), _text(fields, "display_name", file)
        return FolderRecord(file, name, tuple(owners), extra_perms, summary, display_name)

    def _fields(self, file: str) -> Mapping[str, JSON]:
        value = parse(self._texts[file], file).value
        if not isinstance(value, dict):
            raise Broken(Problem(file, "must hold keys and values"))
        return value


def _base(file: str) -> str:
    """Return a script's path: the file's path up to the first dot of its name."""
    folder, slash, name = file.rpartition("/")
    return f"{folder}{slash}{name.partition('.')[0]}"


def _text(fields: Mapping[str, JSON], name: str, file: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise Broken(Problem(file, f"`{name}` must be a string"))
    return value or ""


def _seconds(fields: Mapping[str, JSON], name: str, file: str) -> int | None:
    value = fields.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise Broken(Problem(file, f"`{name}` must be a whole number of seconds"))
    return value


def _check_path(file: str, path: str, kind: str) -> None:
    try:
        check_path(path, kind)
    except Refusal:
        raise Broken(Problem(file, f"{path} is not a valid path; a path is like f/ops/refund")) from None
