"""Which Windmill the mock is: a version, and what each version does differently.

Knows every difference by name and the version that brought it; does not know what the
difference does, which is told where the rule is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

RECORDED = ("1.624", "1.788")
"""The versions whose answers were recorded on a real server. Others follow the table below."""

OLDEST = (1, 607)
"""Flow-level URLs exist since then; the mock speaks for no older server."""


def _since(minor: int) -> cached_property[bool]:
    def brought(version: WindmillVersion) -> bool:
        return version.number >= (1, minor)

    return cached_property(brought)


@dataclass(frozen=True)
class WindmillVersion:
    """A version such as 1.788; each attribute below is a rule that holds from some version on.

    Where the bringing version is only known to lie after 1.624 and by 1.788, the rule is
    dated 1.788: a version between the two recordings keeps the older side.
    """

    number: tuple[int, int]

    owner_resume_asks_conditions = _since(631)
    approval_page_by_token = _since(664)
    skipped_module_opens_no_gate = _since(741)
    self_approval_rule_stands_alone = _since(767)
    wac_approval_urls = _since(771)
    failure_module_after_closed_gate = _since(781)
    minting_asks_scopes = _since(788)
    newer_texts = _since(788)
    hides_jobs_of_others = _since(788)
    newer_keys = _since(788)
    tested_runnable_in_environment = _since(788)

    @classmethod
    def parse(cls, text: str) -> WindmillVersion:
        """The version that `1.788`, `v1.788.0` or `1.788.0` names.

        Raises ValueError for anything else and for versions before 1.607.
        """
        match = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.\d+)?", text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a Windmill version; write it like 1.788")
        number = (int(match[1]), int(match[2]))
        if number < OLDEST:
            raise ValueError(
                f"Windmill {text} is older than 1.607, the first with flow-level approvals; nothing is known of it here"
            )
        return cls(number)

    @property
    def conditions_bind_signed_step_urls(self) -> bool:
        """Until the approval page went by token, conditions also bound holders of a step-level URL."""
        return not self.approval_page_by_token

    def __str__(self) -> str:
        return f"{self.number[0]}.{self.number[1]}"
