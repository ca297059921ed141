"""The versions of the generator and its formatter that the committed client was made with. Knows no command.

The published package allows ranges of both, so that they fit beside what a project already has. Another version may
write other code, which is worth a sentence and no refusal.
"""

from importlib.metadata import version

TESTED = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}


def describe_other_versions() -> str | None:
    """Return what is installed instead of the tested versions and how to get those, or None where nothing differs."""
    installed = {name: version(name) for name in TESTED}
    others = [f"{name} {found}" for name, found in installed.items() if found != TESTED[name]]
    if not others:
        return None
    wanted = " ".join(f"{name}=={tested}" for name, tested in TESTED.items())
    return (
        f"{' and '.join(others)} may write other code than the tested versions do\n"
        f"  For the same code as ours: pip install {wanted}"
    )
