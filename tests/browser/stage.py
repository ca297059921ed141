"""A mock on a socket with flows that wait for approvals: what the browser tests play on."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from windmill_approvals_mock.scenarios.flow_values import branch_one
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver, gate, loop, script, step

JSON = Any

FORM = {
    "schema": {
        "type": "object",
        "order": ["amount", "currency", "when", "why", "tell", "channels", "address", "lines"],
        "required": ["amount", "currency", "when"],
        "properties": {
            "amount": {"type": "integer", "minimum": 1, "maximum": 500, "description": "In whole units"},
            "currency": {"type": "string"},
            "when": {"type": "string", "format": "date", "title": "Pay on"},
            "why": {"type": "string", "format": "multiline", "minLength": 3},
            "tell": {"type": "boolean", "default": True, "title": "Tell the customer"},
            "channels": {"type": "array", "items": {"enum": ["mail", "phone"]}},
            "address": {
                "type": "object",
                "required": ["city"],
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            },
            "lines": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"item": {"type": "string"}, "price": {"type": "number"}},
                },
            },
        },
    }
}
ASKED = {
    "description": "Refund order 7 to Ada?\nThe parcel arrived broken.",
    "default_args": {"amount": 42},
    "enums": {"currency": ["EUR", "USD"]},
}
ORDER = {
    "type": "object",
    "required": ["order"],
    "properties": {"order": {"type": "integer", "default": 7}, "note": {"type": "string"}},
}


def refund(required_events: int = 2, **suspend: JSON) -> list[JSON]:
    """A flow with everything in it: branches, a loop, a gate with a form, a step behind it."""
    deep = ("results.check.amount > 1000", [step("deep", script("deep"))])
    return [
        step("check", script("check", order="flow_input.order"), summary="Look the order up"),
        step("risk", branch_one(deep, otherwise=[step("quick", script("quick"))])),
        step("each", loop(step("file", script("file")), step("note"), over=["invoice", "receipt"])),
        step(
            "ask",
            script("ask"),
            summary="Ask finance and legal",
            suspend=gate(required_events, **{"timeout": 3600, **suspend}),
        ),
        step("pay", script("pay", answer="resume", by="approvers")),
    ]


class Stage(Driver):
    """A driver of a mock that a browser reaches at `url`."""

    def __init__(self, **options: Any) -> None:
        mock = MockWindmill(**options)
        self._serving = ExitStack()
        self.url = self._serving.enter_context(mock.serve())
        super().__init__(mock)
        self.mock.stub("pay", function=lambda call: dict(call.args))
        self.mock.stub("check", result={"amount": 42})
        self.mock.stub("ask", result=ASKED)

    def __exit__(self, *error: object) -> None:
        self._serving.close()
        super().__exit__(*error)

    # -- flows -----------------------------------------------------------------------------
    def run_refund(self, *modules: JSON, path: str = "f/ops/refund") -> str:
        return self.run(*modules, path=path, args={"order": 7})

    def ask(self, required_events: int = 1, *, first: JSON = None, **suspend: JSON) -> str:
        """A run of `ask`, which has a gate, and `pay`."""
        asking = step("ask", script("ask"), suspend=gate(required_events, **{"timeout": 3600, **suspend}))
        paying = step("pay", script("pay", answer="resume"))
        return self.run_refund(*([first] if first else []), asking, paying)

    def start(self, path: str, **args: JSON) -> str:
        answer = self.admin.post(self.at(f"jobs/run/f/{path}"), json=args)
        assert answer.is_success, answer.text
        return answer.text

    # -- looking ---------------------------------------------------------------------------
    def urls(self, run: str, resume_id: int = 1, step: str = "ask", **query: str) -> dict[str, str]:
        """For the step of that name."""
        modules = self.job(run)["flow_status"]["modules"]
        job = next(module["job"] for module in modules if module["id"] == step)
        answer = self.admin.get(f"/api/w/demo/jobs/resume_urls/{job}/{resume_id}", params=query)
        minted: dict[str, str] = answer.json()
        return minted

    def page_of(self, run: str, resume_id: int = 1, step: str = "ask", **query: str) -> str:
        return self.urls(run, resume_id, step, **query)["approvalPage"]

    def console(self, run: str = "") -> str:
        return f"{self.url}/console/runs/{run}" if run else f"{self.url}/"
