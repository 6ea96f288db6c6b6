"""Check modules again whenever one of them, or a page that belongs to one, is saved."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from curricula.handouts import Outside, locate
from curricula.reading import Reading, module_files, read_paths

PAUSE = 0.4  # seconds; asking for the times of a few files costs next to nothing, on every system and drive

Stamp = tuple[int, int]  # when it was changed, in ns, and its size


def _sleep() -> None:
    time.sleep(PAUSE)


def rounds(paths: Iterable[str], pause: Callable[[], object] = _sleep) -> Iterator[list[Reading]]:
    """Read `paths` now and after every change, without end; `pause` waits between two looks."""
    named = [Path(p) for p in paths]
    pages: set[Path] = set()
    seen = None
    while True:
        modules = _stamps(file for path in named for file in module_files(path))
        if seen != (modules, _stamps(pages)):
            readings = read_paths(named)
            pages = _pages(readings)
            seen = modules, _stamps(pages)  # the modules as they were before they were read
            yield readings
        pause()


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The stamp of every file that is there."""
    return {f: stamp for f in files if (stamp := _stamp(f))}


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except (OSError, ValueError):  # missing for a moment while an editor saves it, or no name at all
        return None
    return found.st_mtime_ns, found.st_size


def _pages(readings: list[Reading]) -> set[Path]:
    """The files of handouts, whether or not they are there."""
    pages = set()
    for reading in readings:
        for session in reading.module.sessions if reading.module else ():
            for handout in session.handouts:
                if not handout.file:
                    continue
                try:
                    pages.add(locate(reading.folder, handout.file))
                except Outside:
                    continue  # never read
    return pages
