"""A directory a version, of which readers only ever see whole ones.

    <root>/lock           held by whoever opens, builds or removes
    <root>/current        the name of the directory in use
    <root>/<version>.*/   built aside and renamed into place, so it is there in full or not at all
    <root>/.aside-*/      one that is being built or thrown away

What a kill leaves aside, the next build removes. Two builds of a version have different endings: no name
comes back with other content, which Chroma, holding on to what it opened by name, would not notice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.errors import KnowledgeError

LOCK_SECONDS = 60.0
"""How long to wait for another process; many times what a build takes."""

_ASIDE = ".aside-"


class Versions:
    """The versions under a root; every method but `held` and `find` is called while it is held."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def held(self) -> Iterator[None]:
        """Alone among the threads and processes that hold this root.

        Raises:
            KnowledgeError: Another process kept it too long.
            OSError: The directory cannot be written.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._root / "lock", timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise KnowledgeError(
                f"{self._root}: another process holds the lock; expected it to be free within {LOCK_SECONDS:.0f} s"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def find(self, version: str) -> Path | None:
        """The directory of a version, if it has been built."""
        return next(iter(self._built(version)), None)

    def all(self) -> list[Path]:
        """The directories of all versions that have been built."""
        return sorted(path for path in self._root.glob("[!.]*.*") if path.is_dir())

    def build(self, version: str, fill: Callable[[Path], None]) -> Path:
        """Makes a version from an empty directory that `fill` fills; those that there are of it go."""
        for left in self._root.glob(f"{_ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self._root))
        try:
            fill(aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        former = self._built(version)
        path = aside.rename(self._root / f"{version}.{aside.name.removeprefix(_ASIDE)}")
        for other in former:
            self._remove(other)
        return path

    def use(self, path: Path) -> None:
        """Points to a directory. The one before it stays, since a process may be reading it; older ones go."""
        pointer = self._root / "current"
        before = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        if before == path.name:
            return
        new = pointer.with_suffix(".new")
        new.write_text(f"{path.name}\n", encoding="utf-8")
        new.replace(pointer)
        for other in sorted(self._root.iterdir()):
            if other.is_dir() and other.name not in (path.name, before):
                self._remove(other)

    def _built(self, version: str) -> list[Path]:
        return sorted(path for path in self._root.glob(f"{version}.*") if path.is_dir())

    def _remove(self, path: Path) -> None:
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self._root))
        path.rename(aside / path.name)  # at once, so that nobody finds half of it
        shutil.rmtree(aside, ignore_errors=True)
