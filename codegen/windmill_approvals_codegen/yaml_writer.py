"""Writes a spec as YAML: the same text for the same data, and read alike by YAML 1.1 and 1.2 readers."""

from typing import Any

import yaml

from windmill_approvals_codegen.yaml_reader import parse_plain_value


class _Plain(yaml.SafeDumper):
    """A dumper without aliases: each part is written out where it is used."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _represent_text(dumper: _Plain, text: str) -> yaml.ScalarNode:
    # Quoted where YAML 1.2 would read something else; for what YAML 1.1 would, the dumper sees to it itself.
    style = None if _is_text(text) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_text(text: str) -> bool:
    try:
        return bool(parse_plain_value(text) == text)
    except ValueError:
        return False  # a number of too many digits


_Plain.add_representer(str, _represent_text)


def write_yaml(data: Any, encoding: str = "utf-8") -> str:
    """Write `data` as YAML, members in their order. Characters that `encoding` lacks become YAML escapes."""
    text = yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=112)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=False, width=112)
    return text
