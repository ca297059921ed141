"""Script languages and the endings of their files, as Windmill's CLI pairs them."""

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
"""The longer ones first: the first that fits counts."""

LANGUAGES = frozenset({*ENDINGS.values(), "bunnative"})


def language_of(file: str, typescript: str = "bun") -> str | None:
    """The language of a script's file, else None. `typescript` is what a plain `.ts` means (`defaultTs`)."""
    ending = next((ending for ending in ENDINGS if file.endswith(ending)), None)
    if ending is None:
        return None
    return typescript if ending == ".ts" else ENDINGS[ending]


def ending_of(language: str) -> str:
    """The ending of a script in `language` where a plain `.ts` is bun's."""
    if language in ("bun", "bunnative"):
        return ".ts"
    return next(ending for ending, known in ENDINGS.items() if known == language)
