"""Script languages and the file endings that Windmill's CLI gives them."""

from __future__ import annotations

ENDINGS = {
    ".fetch.ts": "nativets",
    ".bun.ts": "bun",
    ".deno.ts": "deno",
    ".ts": "bun",
    ".py": "python3",
    ".go": "go",
    ".sh": "bash",
    ".pg.sql": "postgresql",
    ".my.sql": "mysql",
    ".bq.sql": "bigquery",
    ".odb.sql": "oracledb",
    ".sf.sql": "snowflake",
    ".ms.sql": "mssql",
    ".duckdb.sql": "duckdb",
    ".gql": "graphql",
    ".ps1": "powershell",
    ".php": "php",
    ".rs": "rust",
    ".cs": "csharp",
    ".nu": "nu",
    ".playbook.yml": "ansible",
    ".java": "java",
    ".rb": "ruby",
    ".r": "rlang",
}
"""Longer endings first, because the first match counts."""

LANGUAGES = frozenset({*ENDINGS.values(), "bunnative"})


def language_of(file: str, typescript: str = "bun") -> str | None:
    """Return the language of a script's file, or None. `typescript` is the language of a plain `.ts` (`defaultTs`)."""
    ending = next((ending for ending in ENDINGS if file.endswith(ending)), None)
    if ending is None:
        return None
    return typescript if ending == ".ts" else ENDINGS[ending]


def ending_of(language: str) -> str:
    """Return the file ending for `language`. A plain `.ts` is bun's."""
    if language in ("bun", "bunnative"):
        return ".ts"
    return next(ending for ending, known in ENDINGS.items() if known == language)
