"""Writes scripts that complete subcommands and their options in bash, zsh and fish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

Words = Mapping[str, Sequence[str]]


def write_completion(shell: str, options: Words, others: Sequence[str]) -> str:
    """Return the script for `bash`, `zsh` or `fish`.

    `options` has the options of each subcommand; `others` are subcommands without known options. Raises KeyError for
    another shell.
    """
    return _SHELLS[shell](options, others)


def _write_bash(options: Words, others: Sequence[str]) -> str:
    cases = "".join(f"    {name}) words='{' '.join(words)}' ;;\n" for name, words in options.items())
    return f"""\
# Add this line to ~/.bashrc: eval "$(windmill-approvals completion bash)"
_windmill_approvals() {{
  local words=''
  if [ "$COMP_CWORD" -eq 1 ]; then words='{" ".join([*options, *others, "help"])}'
  else case "${{COMP_WORDS[1]}}" in
{cases}  esac; fi
  COMPREPLY=( $(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}") )
}}
complete -o default -F _windmill_approvals windmill-approvals
"""


def _write_zsh(options: Words, others: Sequence[str]) -> str:
    """Return bash's script, which zsh reads with `bashcompinit`."""
    script = _write_bash(options, others).partition("\n")[2]
    return f"""\
# Add this line to ~/.zshrc: eval "$(windmill-approvals completion zsh)"
autoload -U +X compinit bashcompinit && compinit && bashcompinit
{script}"""


def _write_fish(options: Words, others: Sequence[str]) -> str:
    lines = [
        "# Install: windmill-approvals completion fish > ~/.config/fish/completions/windmill-approvals.fish",
        f"complete -c windmill-approvals -n __fish_use_subcommand -f -a '{' '.join([*options, *others, 'help'])}'",
    ]
    for name, words in options.items():
        for word in words:
            seen = f"'__fish_seen_subcommand_from {name}'"
            lines.append(f"complete -c windmill-approvals -n {seen} -l {word.removeprefix('--')}")
    return "\n".join(lines) + "\n"


_SHELLS: Final[dict[str, Callable[[Words, Sequence[str]], str]]] = {
    "bash": _write_bash,
    "zsh": _write_zsh,
    "fish": _write_fish,
}
