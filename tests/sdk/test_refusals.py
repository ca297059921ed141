"""The table of refusals in docs/reference/errors.md against what real servers were recorded to say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import windmill_approvals as w
from windmill_approvals._errors import build_error
from windmill_approvals._operations import TABLE
from windmill_approvals_mock.approvals.reasons import Reason
from windmill_approvals_mock.scenarios.recordings import recorded_versions, recording
from windmill_approvals_mock.wire.refusals import TEXTS

from tests.own_spec import OWN_SPEC

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/errors.md").read_text()

# What only a malformed request meets. This client checks its arguments first.
MALFORMED = re.compile(
    "Invalid URL: |Failed to parse the request body|Failed to deserialize query string|Expected request with "
    "|Error {|Bad request: invalid json"
)


class Row(NamedTuple):
    status: int
    text: str
    raised: str

    def fits(self, status: int, text: str) -> bool:
        pattern = ".*".join(map(re.escape, self.text.split("…")))
        return status == self.status and re.fullmatch(pattern, text, re.DOTALL) is not None

    def example(self) -> str:
        """A text that fits, with a server's usual endings."""
        return self.text.replace("…", "x")


ROWS = [
    Row(int(status), "" if text == "(nothing)" else text.strip("`"), raised)
    for status, text, raised in re.findall(r"^\| (\d{3}) \| (.+?) \| `(\w+)` \|$", PAGE, re.MULTILINE)
]


def routes() -> list[re.Pattern[str]]:
    """The request lines of the endpoints that this client calls."""
    wanted = {endpoint for operation in TABLE.values() for endpoint in operation.endpoints}
    return [
        re.compile(re.sub(r"{\w+}", "[^/]+", f"{method.upper()} /api{path}".replace("{path}", ".+")))
        for path, item in OWN_SPEC.data["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict) and operation.get("operationId") in wanted
    ]


def recorded() -> Iterator[tuple[str, int, str]]:
    """Scenario, status and text of each recorded refusal of a request that this client can make."""
    ours = routes()
    for version in recorded_versions():
        for scenario, exchanges in recording(version).items():
            for exchange in exchanges:
                if "request" not in exchange:
                    yield from noted(f"{version}: {scenario}", exchange.get("value"))
                    continue
                if exchange["response"]["status"] < 400:
                    continue
                request, answer = exchange["request"], exchange["response"]
                line = f"{request['method']} {request['path'].partition('?')[0]}"
                body = answer["body"] if isinstance(answer["body"], str) else json.dumps(answer["body"])
                if any(route.fullmatch(line) for route in ours) and not MALFORMED.match(body):
                    yield f"{version}: {scenario}", answer["status"], body


def noted(scenario: str, value: object) -> Iterator[tuple[str, int, str]]:
    """A refusal of which a scenario noted no more than status and text."""
    if not isinstance(value, dict):
        return
    status, body = value.get("status"), value.get("body")
    if isinstance(status, int) and isinstance(body, str) and status >= 400 and not MALFORMED.match(body):
        yield scenario, status, body


# Whoever deploys things, makes users and tokens, or lists jobs meets these, which this client does for nobody.
OF_OTHERS = re.compile(
    "UNKNOWN_SCOPE|INVALID_SCOPE|GRANTS_|DROPS_TAGS|FILTER_|SUCCESS_AND_RUNNING|COMPLETED_AND_RUNNING|.*_EXISTS$|SCRIPT_"
    "|BAD_|PATH_TOO_LONG|NOT_A_VALUE_PATH|PARENT_SCRIPT|SECRECY|INVALID_LOGIN|NOT_SUPERADMIN|NOT_ADMIN|NOT_MODELLED"
    "|.*PREVIEW|NOT_A_READER_OF_|NOT_A_WRITER|OPERATORS_DEPLOY_NOTHING|TOKEN_OF_"
)


@pytest.mark.parametrize("reason", [one for one in TEXTS if not OF_OTHERS.match(one.name) or one is Reason.JOB_EXISTS])
def test_every_refusal_that_is_known_from_the_source_has_a_row(reason: Reason) -> None:
    for _, (status, text) in TEXTS[reason]:
        said = re.sub(r"{\w+}", "x", text).replace("{{", "{").replace("}}", "}")
        row = next((row for row in ROWS if row.fits(status, said)), None)
        assert row is not None, said
        assert type(build_error(status, said, "GET http://h")).__name__ == row.raised


def test_there_are_recordings_and_rows() -> None:
    assert set(recorded_versions()) >= {"1.607", "1.624", "1.700", "1.788"}
    assert len(ROWS) > 30


def test_every_recorded_refusal_has_a_row_that_tells_what_is_raised() -> None:
    wrong = set()
    for scenario, status, text in recorded():
        row = next((row for row in ROWS if row.fits(status, text)), None)
        raised = type(build_error(status, text, "GET http://h")).__name__
        if row is None or row.raised != raised:
            wrong.add((scenario, status, text, raised))
    assert wrong == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.text)
def test_a_row_tells_what_is_raised(row: Row) -> None:
    assert type(build_error(row.status, row.example(), "GET http://h")) is getattr(w, row.raised)
