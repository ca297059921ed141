"""The versions of the generator and its formatter that made the committed client.

The published package allows ranges of both, so that they fit beside a project's own. Another version may write other
code, which deserves a sentence but not an error.
"""

from importlib.metadata import version

TESTED = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}


def describe_other_versions() -> str | None:
    """Say which other versions are installed and how to get the tested ones; None if nothing differs."""
    installed = {name: version(name) for name in TESTED}
    others = [f"{name} {found}" for name, found in installed.items() if found != TESTED[name]]
    if not others:
        return None
    wanted = " ".join(f"{name}=={tested}" for name, tested in TESTED.items())
    return (
        f"{' and '.join(others)} may write other code than the tested versions do\n"
        f"  For the same code as ours: pip install {wanted}"
    )
