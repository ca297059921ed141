"""Loads a folder on disk into a workspace, once or whenever a file changes.

`reading` reads the files and `deploying` deploys them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.files.deploying import Loaded, deploy
from windmill_approvals_mock.files.disk import Folder, Stamp, read_folder, read_stamps
from windmill_approvals_mock.files.problems import NoSyncFolder, Problem
from windmill_approvals_mock.files.reading import read
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.stores.tables import codec_of

SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True, slots=True)
class Brought:
    """What a folder has deployed, kept in the store, so that the next load removes what lost its file."""

    things: tuple[tuple[str, str, str], ...]
    """Kind, path and file of each deployed item."""


_BROUGHT = codec_of(Brought)


class SyncedFolder:
    def __init__(self, find_world: Callable[[], World], workspace: str, root: Path) -> None:
        """`find_world` returns the world to deploy in, which a reset replaces."""
        self._find_world = find_world
        self._workspace = workspace
        self.root = root
        self._loaded: Loaded | None = None
        self._seen: dict[str, Stamp] = {}

    def load(self) -> Loaded:
        """Deploy the folder's present content. Raises NoSyncFolder if `wmill sync pull` did not write it."""
        folder = read_folder(self.root)
        if self._loaded is None:
            self._seen = folder.stamps
        self._loaded = self._deploy(self._find_world(), folder)
        return self._loaded

    def load_into(self, world: World) -> None:
        """Deploy the folder in a new world. A folder that does not exist at that moment counts as empty."""
        self._seen = {}
        with suppress(NoSyncFolder):
            folder = read_folder(self.root)
            self._seen = folder.stamps
            self._loaded = self._deploy(world, folder)

    def _deploy(self, world: World, folder: Folder) -> Loaded:
        contents = read(folder.texts)
        contents = replace(
            contents,
            problems=(*folder.problems, *contents.problems),
            skipped=(*folder.skipped, *contents.skipped),
        )
        known = world.keeper.table("synced folder", self._workspace, _BROUGHT)
        with world.keeper.changing():
            brought = known.get(str(self.root)) or Brought(())
            before = {(kind, path): file for kind, path, file in brought.things}
            loaded = deploy(world, self._workspace, contents, before)
            now = Brought(tuple((*place, file) for place, file in loaded.files.items()))
            if now != brought:
                known.put(str(self.root), now)
        return loaded

    def load_if_changed(self) -> Loaded | None:
        """Load the folder again if a file has changed since the last time, else return None.

        While the store does not answer, None as well, and the next call tries again. If the folder is missing for a
        moment, as while Git switches branches, that is a problem and removes nothing.
        """
        before, self._seen = self._seen, read_stamps(self.root)
        if self._seen == before:
            return None
        try:
            return self.load()
        except StoreAway:
            self._seen = before
            return None
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
