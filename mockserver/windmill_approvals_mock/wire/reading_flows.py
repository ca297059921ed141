"""Reads a flow's value in the same stages as Windmill, with its errors for an invalid flow.

A request's flow is read down to the attributes of its modules. A module's `value` stays text, which is read when the
flow is deployed, when its job is shown, and when its run gets there. So an invalid preview is either refused, or
accepted and then never readable.

Recordings: "definitions that do not fit", "absent keys", "timeouts: edges".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.stored_json import as_stored
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.flow_types import FLOW, MODULE, MODULE_VALUE, RAW_TEXT, REQUIRED, RawText
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.rust.serde_json_text import read, read_next
from windmill_approvals_mock.wire.rust.serde_kinds import ANY, Unfit
from windmill_approvals_mock.wire.rust.serde_scanner import MAXIMUM_DEPTH, JsonError, Misfit, Scanner

JSON = Any

MOST_MODULES = 1000
"""Most modules of a flow in a request."""
LEVELS_OF_A_CONTAINER = 3
"""Levels of JSON between a module and those inside it, at least: its object, its `value` and their list."""


class UnfitModule(Exception):
    """A module's `value` cannot be read. The message is serde's."""


def _read_value(given: RawText | JSON) -> Mapping[str, JSON]:
    """Read a module's `value`, given as text or parsed, without the modules inside it. Raises UnfitModule.

    For a parsed value the message gives no reason.
    """
    try:
        value: Mapping[str, JSON]
        if isinstance(given, RawText):
            value = read_next(Scanner(given.text), MODULE_VALUE)
        elif MODULE_VALUE.fits(given):
            value = MODULE_VALUE.completed(given)
        else:
            raise UnfitModule("it does not fit")
    except JsonError as error:
        raise UnfitModule(str(error)) from None
    if value["type"] not in REQUIRED:
        known = ", ".join(f"`{kind}`" for kind in REQUIRED)
        raise UnfitModule(f"unknown variant `{value['type']}`, expected one of {known}")
    for field in REQUIRED[value["type"]]:
        if value[field] is None:
            raise UnfitModule(f"missing field `{field}`")
    return value


def _modules_inside(value: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    """Yield the modules of a loop or of branches, in the order in which deploying checks them."""
    match value["type"]:
        case "forloopflow" | "whileloopflow":
            yield from value["modules"]
        case "branchone" | "branchall":
            for branch in value["branches"]:
                yield from branch["modules"]
            yield from value["default"] or () if value["type"] == "branchone" else ()


# -- a request's flow ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PreviewedFlow:
    """The flow of a preview: its structure must fit; the values of its modules are not read."""

    def fits(self, value: JSON) -> bool:
        _ask_size(value)
        return FLOW.fits(value)

    def read(self, scanner: Scanner) -> JSON:
        scanner.after_whitespace()
        start = scanner.at
        FLOW.read(scanner)
        value = read(scanner.data[start : scanner.at], ANY)
        _ask_size(value)
        return value


@dataclass(frozen=True, slots=True)
class DeployedFlow:
    """The flow of a deployment, which is read completely, with the error texts of the version."""

    version: WindmillVersion

    def fits(self, value: JSON) -> bool:
        _ask_size(value)
        if not FLOW.fits(value):
            return False
        try:
            _check_modules(FLOW.completed(value), self.version)
        except Unfit:
            return False
        return True

    def read(self, scanner: Scanner) -> JSON:
        path = scanner.path_text()
        text = RAW_TEXT.read(scanner).text
        try:
            _check_deployed(text, self.version)
        except Unfit as unfit:
            raise Misfit(str(unfit), path) from None
        value = read(text, ANY)
        _ask_size(value)
        return value


def _ask_size(flow: JSON) -> None:
    """Raise Rejection for a flow with more modules than the mock accepts, including those inside others."""
    number, unseen = 0, [{"": flow}]  # Rust also reads a struct from an array
    while unseen:
        for key, value in unseen.pop().items():
            inside = value if isinstance(value, list) else [value]
            objects = [one for one in inside if isinstance(one, dict)]
            number += len(objects) if key in ("modules", "default") else 0
            unseen += objects
        if number > MOST_MODULES:
            raise Rejection(413, f"This mock accepts flows with at most {MOST_MODULES} modules; this one has more")


def _check_deployed(text: bytes, version: WindmillVersion) -> None:
    """Check a deployed flow. Raises Unfit. Sources: the recordings above; for retries and paths Windmill's source."""
    try:
        flow = read_next(Scanner(text), FLOW)
    except JsonError as error:
        raise Unfit(f"Invalid flow value: {error}") from None
    _check_modules(flow, version)


def _check_modules(flow: Mapping[str, JSON], version: WindmillVersion) -> None:
    modules = list(flow["modules"])
    if version.paths_of_steps_are_checked:
        modules += [flow[name] for name in ("failure_module", "preprocessor_module") if flow[name] is not None]
    for module in modules:
        _check_module(module, version)


def _check_module(given: Mapping[str, JSON], version: WindmillVersion, depth: int = 0) -> None:
    """Check a module. Modules that are too deep are not checked here: reading the whole flow refuses them."""
    if depth > MAXIMUM_DEPTH // LEVELS_OF_A_CONTAINER:
        return
    module = MODULE.completed(dict(given))
    prefix = "" if version.invalid_flow_text_is_bare else "Bad request: "
    where = f"{prefix}Module '{module['id']}': "
    exponential = (module["retry"] or {}).get("exponential") or {}
    if exponential.get("attempts") and not exponential.get("seconds"):
        sentence = "Exponential backoff base (seconds) must be greater than 0."
        raise Unfit(f"{where}{sentence} A base of 0 would cause immediate retries.")
    try:
        value = _read_value(module["value"])
    except UnfitModule as unfit:
        raise Unfit(f"{where}{unfit}") from None
    path = value["path"]
    if version.paths_of_steps_are_checked and value["type"] in ("script", "flow") and not _is_path_of_step(path):
        raise Unfit(
            f"step '{module['id']}' references '{path}', which is not a workspace path (expected u/, f/, g/ or hub/). "
            "Absolute or local filesystem paths are not allowed in flow steps."
        )
    for inner in _modules_inside(value):
        _check_module(inner, version, depth + 1)


def _is_path_of_step(path: str) -> bool:
    return not path or path.startswith(("u/", "f/", "g/", "hub/"))


# -- a job's flow --------------------------------------------------------------------------
def why_unreadable(modules: Sequence[Mapping[str, JSON]]) -> str | None:
    """Return serde's error for the first of a job's modules that cannot be read; None if all can.

    The positions in the error refer to the flow as the database writes it.
    """
    for module in modules:
        stored = json.dumps(as_stored(module["value"]), ensure_ascii=False, separators=(", ", ": "))
        try:
            value = _read_value(RawText(stored.encode()))
        except UnfitModule as unfit:
            return str(unfit)
        found = why_unreadable(list(_modules_to_resolve(value["type"], module["value"])))
        if found is not None:
            return found
    return None


def _modules_to_resolve(kind: str, value: JSON) -> Iterator[Mapping[str, JSON]]:
    """Yield the modules inside `value` in the order in which showing a job reads them: the default branch first."""
    match kind:
        case "forloopflow" | "whileloopflow":
            yield from value["modules"]
        case "branchone" | "branchall":
            yield from value["default"] if kind == "branchone" else ()
            for branch in value["branches"]:
                yield from branch["modules"]
