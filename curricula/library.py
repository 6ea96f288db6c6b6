"""The modules that ship with openchair."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean
from curricula.module import Module
from curricula.shape import read
from curricula.source import Source


@cache
def shipped() -> dict[str, Module]:
    """Every shipped module by its id, in alphabetical order. Raises BadInput in a damaged installation."""
    modules = (_load(name) for name in names())
    return {m.id: m for m in modules}


def names() -> list[str]:
    """The ids of the shipped modules: each is the name of its file."""
    found = files("curricula").joinpath("library").iterdir()
    return sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml"))


def source(module_id: str) -> Source:
    """The file of a shipped module. Raises BadInput when there is none of that id."""
    with as_file(files("curricula").joinpath("library", f"{module_id}.toml")) as path:
        return Source.load(path)


def find_module(name: str) -> tuple[Module, Path | None]:
    """A module and its folder: by the path of its file, or a shipped one by its id. Raises BadInput."""
    from curricula.reading import read_file

    reading = read_file(name)
    if reading.module:
        return reading.module, reading.folder
    if any(d.code in ("F001", "F002") for d in reading.diagnostics) and name in names():
        return shipped()[name], None
    missing = any(d.code == "F001" for d in reading.diagnostics)
    raise BadInput([_no_module(name)] if missing else reading.diagnostics)


def _no_module(name: str) -> Diagnostic:
    known = names()
    hint = (
        did_you_mean(name, known) or f"shipped: {', '.join(known)}; for a module of your own, name its file"
    )
    return Diagnostic(name, 1, 1, "F001", "no shipped module of this id, and no such file", hint)


def _load(name: str) -> Module:
    text = source(name)
    problems = list(text.warnings)
    module = read(Module, text, problems)
    if module is None:
        raise BadInput(problems)
    return module
