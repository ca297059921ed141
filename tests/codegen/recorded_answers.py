"""What real servers answered, with values in the places of what was masked because it differs from run to run."""

import json
import re
from pathlib import Path
from typing import Any

JOB = "01890000-0000-7000-8000-000000000001"
RECORDED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("recorded-answers.json").read_text(encoding="utf-8")
)["answers"]


def unmasked(recorded: Any) -> Any:
    """The body of a recorded answer as a server sends it."""
    text = json.dumps(recorded).replace("<time>", "2025-06-01T12:30:00.123456Z").replace("<base>", "http://windmill")
    return json.loads(re.sub(r"<(?!version|hmac)[a-z ]+>", JOB, text))
