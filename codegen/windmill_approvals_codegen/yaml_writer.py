"""Writes a spec as YAML, the same for the same data. Knows only how it looks."""

from typing import Any

import yaml


class _Plain(yaml.SafeDumper):
    """Without aliases: each part is written where it stands."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def write_yaml(data: Any) -> str:
    """`data` as YAML, members in their order."""
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=112)
