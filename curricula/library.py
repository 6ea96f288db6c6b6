"""The modules that ship with openchair."""

from functools import cache
from importlib.resources import as_file, files

from curricula.diagnostics import BadInput
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


def _load(name: str) -> Module:
    text = source(name)
    problems = list(text.warnings)
    module = read(Module, text, problems)
    if module is None:
        raise BadInput(problems)
    return module
