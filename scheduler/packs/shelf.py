"""Where packs are: those that come with openchair, and those in the folder `packs` of a clinic."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean
from scheduler.clinic import Clinic
from scheduler.packs.pack import Pack
from scheduler.packs.reading import load_pack
from scheduler.packs.rules import Rules

OWN = "packs"
"""The folder inside a clinic's folder that holds its own packs."""


USUAL = "generic-iop"


@cache
def shipped() -> tuple[Pack, ...]:
    """The packs that come with openchair, by id."""
    with as_file(files("scheduler.packs") / "shipped") as folder:
        return tuple(_sound(path) for path in sorted(folder.glob("*.toml")))


def _sound(path: Path) -> Pack:
    pack, problems = load_pack(path)
    if pack is None:
        raise BadInput(problems)
    return pack


def own_packs(folder: str | os.PathLike[str] | None) -> tuple[tuple[Pack, ...], list[Diagnostic]]:
    """The packs beside a clinic (`folder` is the clinic's file or folder) and what is odd about them."""
    if folder is None:
        return (), []
    place = Path(folder)
    place = (place if place.is_dir() else place.parent) / OWN
    packs: list[Pack] = []
    problems: list[Diagnostic] = []
    for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
        pack, found = load_pack(path)
        problems += found
        packs += [] if pack is None else [pack]
    return tuple(packs), problems


def known(folder: str | os.PathLike[str] | None = None) -> dict[str, Pack]:
    """Every pack by its id; a clinic's own one stands before a shipped one of its name."""
    own, _ = own_packs(folder)
    return {pack.id: pack for pack in (*shipped(), *own)}


def packs_of(clinic: Clinic, folder: str | os.PathLike[str] | None = None) -> Rules:
    """The rules of the packs that a clinic names; `folder` is where its own packs are.

    Names that are not known are left out; `unknown` says which, `load_clinic` warns and `rules check`
    refuses them.
    """
    packs = known(folder)
    return Rules(tuple(packs[name] for name in dict.fromkeys(clinic.packs) if name in packs))


@cache
def usual() -> Rules:
    """What is asked for where a clinic's packs say nothing and something has to be: the generic pack."""
    return Rules(tuple(pack for pack in shipped() if pack.id == USUAL))


def unknown(names: Iterable[str], folder: str | os.PathLike[str] | None = None) -> list[tuple[str, str]]:
    """(name, hint) of each pack that is named and is nowhere."""
    packs = known(folder)
    return [(n, did_you_mean(n, packs) or f"known: {', '.join(packs)}") for n in names if n not in packs]
