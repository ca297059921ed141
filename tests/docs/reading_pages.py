"""The pages of docs/ and the code blocks on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Block:
    line: int
    """Where its code begins on the page."""
    code: str

    @property
    def file_name(self) -> str | None:
        """`app.py` for a block whose first line is the comment `# app.py`."""
        named = re.match(r"# (\w+\.py)\n", self.code)
        return named[1] if named else None


def read_blocks(page: str, language: str) -> list[Block]:
    """The blocks of a language on a page below docs/, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.finditer(rf"^```{language}[^\n]*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [Block(text.count("\n", 0, block.start()) + 2, block[1]) for block in found]
