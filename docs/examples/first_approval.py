"""Two flows on their way through approvals, told as they happen. `make demo` runs this.

A mock Windmill answers on a free port of this machine; everything below it is done by the client, over HTTP.
"""

from __future__ import annotations

import json
import re

from windmill_approvals import ResumeUrls, Succeeded, Windmill
from windmill_approvals_mock import MockWindmill, StepCall

ASK = {
    "id": "ask",
    "value": {"type": "rawscript", "language": "bash", "content": "ask"},
    "suspend": {"required_events": 1},
}
PAY = {
    "id": "pay",
    "value": {
        "type": "rawscript",
        "language": "bash",
        "content": "pay",
        "input_transforms": {
            "answer": {"type": "javascript", "expr": "resume"},
            "approvers": {"type": "javascript", "expr": "approvers"},
        },
    },
}


def pay(call: StepCall) -> str:
    """The step after the gate: says what it saw of the votes."""
    answer, approvers = call.args["answer"], call.args["approvers"]
    print(f"   step 'pay' sees  resume = {json.dumps(answer)}, approvers = {json.dumps(approvers)}")
    return f"paid {answer['amount']}, approved by {approvers[0]}"


def show(urls: ResumeUrls) -> None:
    for name, url in urls.items():
        print(f"   {name:12}  {re.sub('[0-9a-f]{64}', '********', url)}")


def waits_for_its_vote(windmill: Windmill) -> None:
    print("\n1. A flow reaches its gate and waits.\n")
    flow = windmill.run_flow_preview({"modules": [ASK, PAY]})
    waiting = windmill.wait_until_suspended(flow, within=10)
    print(f"   step '{waiting.step_id}' has ended; the flow waits for {waiting.missing} of {waiting.required} votes")

    print("\n   From the step's own id, links for the whole flow (signatures are passwords, so they are masked):\n")
    urls = windmill.get_resume_urls("alice", flow_level=True, job_id=waiting.job_id)
    show(urls)

    print("\n   Alice approves.\n")
    print(f"   vote             {windmill.approve(urls, {'amount': 40})}")
    tell_end(windmill, flow)


def is_approved_beforehand(windmill: Windmill) -> None:
    print("\n2. A flow is approved while its first step still runs.\n")
    check = {"id": "check", "value": {"type": "rawscript", "language": "bash", "content": "check"}}
    flow = windmill.run_flow_preview({"modules": [check, ASK, PAY]})
    module = windmill.job(flow).modules[0]
    print(f"   step '{module.id}' is {module.status}; no gate has been reached")

    urls = windmill.get_resume_urls("bob", flow_level=True, job_id=flow)
    print(f"   vote             {windmill.approve(urls, {'amount': 2})}")
    print("   ... the step ends, and the flow passes its gate without waiting\n")
    tell_end(windmill, flow)


def tell_end(windmill: Windmill, flow: str) -> None:
    end = windmill.wait_until_done(flow, within=10)
    votes = [f"{approver.name}" for module in windmill.job(flow).modules for approver in module.approvers]
    print(f"   votes counted    {', '.join(votes)}")
    print(f"   the flow ended   {end}")
    assert isinstance(end, Succeeded)


def main() -> None:
    with MockWindmill(clock="real") as mock, mock.serve() as base_url:
        mock.stub("check", result="in order", takes=1.5)
        mock.stub("pay", function=pay)
        print(f"A mock Windmill answers on {base_url}.")
        with Windmill(base_url, mock.token, mock.workspace) as windmill:
            waits_for_its_vote(windmill)
            is_approved_beforehand(windmill)
        print("\nBoth flows went through.")


if __name__ == "__main__":
    main()
