"""A folder on disk and the workspace it is deployed in: loaded once, or again whenever a file in it changes.

Knows when to read; what the files mean is in `reading`, what becomes of them in `deploying`.
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
        """Deploy what the folder holds now. Raises NoSyncFolder for a folder that `wmill sync pull` didn't write."""
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
        """Deploy it in a world that knows nothing of it, as it is now. A folder that is gone just then has nothing."""
        self._world, self._loaded = world, None
        self._seen = stamps(self.root)
        with suppress(NoSyncFolder):
            self.load()

    def load_if_changed(self) -> Loaded | None:
        """What was deployed if a file has changed since the last look; else None.

        A folder that is gone for a moment, as while Git changes branches, is a problem and takes nothing away.
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
    """Looks at a folder in a thread of its own until it is stopped, and tells what each change brought."""

    def __init__(self, folder: SyncedFolder, tell: Callable[[Loaded], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look_again_and_again, name="watching files", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Return once it looks no more."""
        self._stopped.set()
        self._thread.join()

    def _look_again_and_again(self) -> None:
        while not self._stopped.wait(SECONDS_BETWEEN_LOOKS):
            loaded = self._folder.load_if_changed()
            if loaded is not None:
                self._tell(loaded)
