"""Loads a folder on disk into a workspace, once or whenever a file changes.

`reading` reads the files and `deploying` deploys them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.files.deploying import Loaded, deploy
from windmill_approvals_mock.files.disk import read_folder, stamps
from windmill_approvals_mock.files.problems import NoSyncFolder, Problem
from windmill_approvals_mock.files.reading import read

SECONDS_BETWEEN_LOOKS = 0.5


class SyncedFolder:
    def __init__(self, world: World, workspace: str, root: Path) -> None:
        self._world = world
        self._workspace = workspace
        self.root = root
        self._loaded: Loaded | None = None
        self._seen = stamps(root)

    def load(self) -> Loaded:
        """Deploy the folder's present content. Raises NoSyncFolder if `wmill sync pull` did not write it."""
        folder = read_folder(self.root)
        contents = read(folder.texts)
        contents = replace(
            contents,
            problems=(*folder.problems, *contents.problems),
            skipped=(*folder.skipped, *contents.skipped),
        )
        self._loaded = deploy(self._world, self._workspace, contents, self._loaded)
        return self._loaded

    def move_to(self, world: World) -> None:
        """Deploy the folder in a new world. A folder that does not exist at that moment counts as empty."""
        self._world, self._loaded = world, None
        self._seen = stamps(self.root)
        with suppress(NoSyncFolder):
            self.load()

    def load_if_changed(self) -> Loaded | None:
        """Load the folder again if a file has changed since the last time, else return None.

        If the folder is missing for a moment, as while Git switches branches, that is a problem and removes nothing.
        """
        seen = stamps(self.root)
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            return self.load()
        except NoSyncFolder as error:
            gone = Problem(self.root.name, str(error))
            return replace(self._loaded, problems=(gone,)) if self._loaded is not None else None


class Watcher:
    """Watches a folder in a thread and calls `tell` with what each change deployed, until it is stopped."""

    def __init__(self, folder: SyncedFolder, tell: Callable[[Loaded], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watching files", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, and return when the thread has ended."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(SECONDS_BETWEEN_LOOKS):
            loaded = self._folder.load_if_changed()
            if loaded is not None:
                self._tell(loaded)
