"""Builds the documentation site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.reading_pages import ROOT


def build_site(folder: Path) -> None:
    """Build the site into `folder`. `mkdocs.yml` is strict: a dead link, an unknown name or an unlisted page fails."""
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert built.returncode == 0, built.stdout + built.stderr
