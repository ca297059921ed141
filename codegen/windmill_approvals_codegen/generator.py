"""Runs openapi-python-client to write a package for a spec. Knows the generator and its formatter; chooses no folders.

The generator runs in process on data that was read and checked, so it opens and fetches nothing itself, and it
reports what it left out as objects instead of text on the terminal.
"""

import contextlib
import io
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruff import find_ruff_bin  # type: ignore[import-untyped]

from windmill_approvals_codegen.causes import explain_message
from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.openapi import list_operations, require_valid
from windmill_approvals_codegen.os_errors import build_error
from windmill_approvals_codegen.ownership import write_marker

# Neither the settings nor the ignore files of whatever project the folder lies in may change the code.
FORMATTER = (
    ("check", ".", "--fix-only", "--select", "F,I,UP"),
    ("format", "."),
)
FORMAT = ("--isolated", "--no-respect-gitignore", "--no-cache", "--target-version", "py311", "--line-length", "120")
TEMPLATES = Path(__file__).parent / "templates"
"""Ours come before the generator's: they load late what a request does not need."""


@dataclass(frozen=True)
class Generated:
    """How many operations and models (enums included) were generated."""

    operations: int
    models: int


def generate_package(document: Document, folder: Path) -> Generated:
    """Write the client for `document` into the new `folder`.

    Raises CodegenError if the document is not valid, or if the client would lack anything of it.
    """
    require_valid(document)
    wanted = [operation.at for operation in list_operations(document.data)]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            project = _build_project(document, folder)
            left_out = project.build()
    except CodegenError:
        raise
    except OSError as error:
        cure = "Check the permissions of the folder around it."
        raise build_error("cannot be written", error, where=str(error.filename or folder.name), cure=cure) from None
    except Exception as error:
        raise CodegenError(
            f"the generator stopped: {type(error).__name__}: {error}",
            where=document.name,
            cure="Remove schemas until it passes; the last one removed is the one it does not understand.",
        ) from error
    if left_out:
        raise _describe_dropped(document, left_out)
    written = len([module for module in folder.glob("api/*/*.py") if module.name != "__init__.py"])
    if written != len(wanted):
        raise CodegenError(
            f"{len(wanted)} operations became {written} modules: some have one name",
            where=document.name,
            cure="operationIds must differ in more than case and punctuation.",
        )
    _format(folder)
    (folder / "py.typed").touch()
    write_marker(folder)
    models = len([module for module in folder.glob("models/*.py") if module.name != "__init__.py"])
    return Generated(written, models)


def _build_project(document: Document, folder: Path) -> Project:
    config = Config.from_sources(
        ConfigFile(post_hooks=[], package_name_override=folder.name),
        MetaType.NONE,
        document_source=Path(document.name),
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    parsed = GeneratorData.from_dict(document.data, config=config)
    if isinstance(parsed, GeneratorError):
        first = (parsed.detail or "").splitlines()
        problem = f"{parsed.header}: {' '.join(line.strip() for line in first[:3])}"
        raise CodegenError(problem, where=document.name, cure="Correct the part named there.")
    return Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)


def _describe_dropped(document: Document, left_out: Iterable[GeneratorError]) -> CodegenError:
    # The same schema is reported once for each place that uses it.
    causes = sorted({explain_message(error.header, error.detail or "") for error in left_out})
    lines = "".join(f"\n  - {subject}: {why}" for subject, why in causes)
    parts = "1 part" if len(causes) == 1 else f"{len(causes)} parts"
    return CodegenError(
        f"{parts} would be missing from the client, so nothing was written:{lines}",
        where=document.name,
        cure="Mend the spec, or slice off the operations you do not need.",
    )


def _format(folder: Path) -> None:
    # The one installed beside us, also where the environment is not on PATH. Not by `python -m`: started in this
    # folder, Python would take the package's own `types` for the standard one.
    program = find_ruff_bin()
    for arguments in FORMATTER:
        command = [program, *arguments, *FORMAT]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            problem = f"the formatter failed: {done.stderr.strip()[:300]}"
            raise CodegenError(problem, cure="pip install 'windmill-approvals[codegen]' brings one that works.")
