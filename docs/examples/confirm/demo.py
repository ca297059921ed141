"""The same without a Windmill: a mock has the flow. `python demo.py` prints two mails; open their links."""

from __future__ import annotations

import os
import sys

import ask_by_mail
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

FORM = {
    "schema": {
        "required": ["amount"],
        "properties": {"amount": {"type": "integer", "minimum": 1, "maximum": 500, "description": "In euros"}},
    }
}
ASKED = {"description": "Refund order 7 to Ada?\nThe parcel arrived broken.", "default_args": {"amount": 42}}


def main() -> int:
    with MockWindmill(clock="real") as mock, mock.serve():
        os.environ.update(mock.environment)
        asking = step("ask", gate(2, resume_form=FORM), summary="Ask finance and legal", result=ASKED)
        paying = step("pay", inputs={"answers": "resumes", "by": "approvers"}, function=lambda call: dict(call.args))
        mock.deploy("f/ops/refund", [asking, paying])
        return ask_by_mail.main("f/ops/refund", ["alice@example.com", "bob@example.com"])


if __name__ == "__main__":
    sys.exit(main())
