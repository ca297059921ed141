"""A mock on a socket with flows that wait for approvals: what the browser tests play on."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Self

import httpx
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

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


def script(content: str, **inputs: str) -> JSON:
    transforms = {name: {"type": "javascript", "expr": expr} for name, expr in inputs.items()}
    return {"type": "rawscript", "language": "python3", "content": content, "input_transforms": transforms}


def refund(required_events: int = 2, **gate: JSON) -> list[JSON]:
    """A flow with everything in it: branches, a loop, a gate with a form, a step behind it."""
    deep = {"expr": "results.check.amount > 1000", "modules": [{"id": "deep", "value": script("deep")}]}
    risk = {"type": "branchone", "branches": [deep], "default": [{"id": "quick", "value": script("quick")}]}
    loop = {
        "type": "forloopflow",
        "parallel": False,
        "skip_failures": False,
        "iterator": {"type": "static", "value": ["invoice", "receipt"]},
        "modules": [{"id": "file", "value": script("file")}, {"id": "note", "value": {"type": "identity"}}],
    }
    suspend = {"required_events": required_events, "timeout": 3600, **gate}
    return [
        {"id": "check", "summary": "Look the order up", "value": script("check", order="flow_input.order")},
        {"id": "risk", "value": risk},
        {"id": "each", "value": loop},
        {"id": "ask", "summary": "Ask finance and legal", "value": script("ask"), "suspend": suspend},
        {"id": "pay", "value": script("pay", answer="resume", by="approvers")},
    ]


class Stage:
    def __init__(self, **options: Any) -> None:
        self._stack = ExitStack()
        self.mock = self._stack.enter_context(MockWindmill(**options))
        self.url = self._stack.enter_context(self.mock.serve())
        headers = {"Authorization": f"Bearer {self.mock.token}"}
        self.admin = self._stack.enter_context(httpx.Client(base_url=self.url, headers=headers))
        self.mock.stub("pay", function=lambda call: dict(call.args))
        self.mock.stub("ask", result=ASKED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # -- flows -----------------------------------------------------------------------------
    def run(self, *modules: JSON, path: str = "f/ops/refund") -> str:
        body = {"value": {"modules": list(modules)}, "path": path, "args": {"order": 7}}
        return self._text(self.admin.post("/api/w/demo/jobs/run/preview_flow", json=body))

    def ask(self, required_events: int = 1, *, first: JSON = None, **gate: JSON) -> str:
        """A run of `ask`, which has a gate, and `pay`."""
        suspend = {"required_events": required_events, "timeout": 3600, **gate}
        asking = {"id": "ask", "value": script("ask"), "suspend": suspend}
        paying = {"id": "pay", "value": script("pay", answer="resume")}
        return self.run(*([first] if first else []), asking, paying)

    def deploy(self, path: str, *modules: JSON, summary: str = "", schema: JSON = None) -> None:
        value = {"modules": list(modules)}
        flow = {"path": path, "summary": summary, "description": "", "schema": schema or {}, "value": value}
        self._text(self.admin.post("/api/w/demo/flows/create", json=flow))

    def start(self, path: str, **args: JSON) -> str:
        return self._text(self.admin.post(f"/api/w/demo/jobs/run/f/{path}", json=args))

    def member(self, name: str) -> None:
        """With the password `secret`."""
        email = f"{name}@example.com"
        user = {"email": email, "password": "secret", "super_admin": False, "name": name}
        self._text(self.admin.post("/api/users/create", json=user))
        member = {"email": email, "username": name, "is_admin": False, "operator": False}
        self._text(self.admin.post("/api/w/demo/workspaces/add_user", json=member))

    # -- looking ---------------------------------------------------------------------------
    def job(self, id: str) -> JSON:
        return self.admin.get(f"/api/w/demo/jobs_u/get/{id}").json()

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

    @staticmethod
    def _text(answer: httpx.Response) -> str:
        assert answer.is_success, answer.text
        return answer.text
