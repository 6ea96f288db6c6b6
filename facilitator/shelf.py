"""The curricula a clinic can run: what ships, and the modules in its own `curricula/` folder.

A module of the clinic's own wins over a shipped one of the same id, so that a clinic can adapt what ships.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from curricula.diagnostics import Diagnostic
from curricula.library import shipped
from curricula.module import Module, Session
from curricula.reading import Reading, in_clinic, module_files, read_paths

OWN = "curricula"
"""The folder inside a clinic's folder that holds its own modules."""


@frozen
class Volume:
    """One module on the shelf. `module` is None while its file cannot be read as one."""

    id: str
    title: str
    file: str = ""  # empty for what ships
    module: Module | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def own(self) -> bool:
        return bool(self.file)

    @property
    def folder(self) -> Path | None:
        return Path(self.file).parent if self.file else None

    @property
    def state(self) -> str:
        """`no problems`, `2 errors, 1 warning`."""
        errors = sum(d.is_error for d in self.diagnostics)
        counts = ((errors, "error"), (len(self.diagnostics) - errors, "warning"))
        said = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts if n]
        return ", ".join(said) or "no problems"

    def session(self, session: str) -> Session | None:
        sessions = self.module.sessions if self.module else ()
        return next((each for each in sessions if each.id == session), None)


@frozen
class Shelf:
    """Everything on the shelf, the clinic's own first."""

    volumes: tuple[Volume, ...] = field(default=())

    @property
    def modules(self) -> Mapping[str, Module]:
        """What groups can run, by id. The clinic's own stand in for shipped ones, unless they have errors."""
        ranked = sorted(self.volumes, key=lambda volume: volume.own)
        sound = [v for v in ranked if v.module and not any(d.is_error for d in v.diagnostics)]
        return {volume.module.id: volume.module for volume in sound if volume.module}


def shelf(clinic: Path, credentials: frozenset[str] = frozenset()) -> Shelf:
    """What stands on the shelf of the clinic in folder `clinic`. Never raises for what is in a file.

    `credentials`: what its therapists have; without any, modules are not held to them.
    """
    folder = clinic / OWN
    readings = read_paths([folder]) if folder.is_dir() and module_files(folder) else []
    readings = in_clinic(readings, credentials) if credentials else readings
    own = [_own(reading) for reading in readings if not reading.skipped]
    ships = [Volume(module.id, module.title, module=module) for module in shipped().values()]
    return Shelf((*own, *ships))


def _own(reading: Reading) -> Volume:
    name = Path(reading.file).stem
    module = reading.module
    title = module.title if module else name
    return Volume(module.id if module else name, title, reading.file, module, reading.diagnostics)
