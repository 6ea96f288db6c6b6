"""What editors say while an author types: tombi and taplo, the linters in their language servers."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.modules.broken import BROKEN
from benchmarks.modules.others import lint
from curricula import library
from curricula.scaffold import write_module
from curricula.schema import FILE_NAME, shipped_schema


def program(name: str) -> str:
    """A linter from the environment of the tests, or from the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed (pip install {name})")
    return found


HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
LINTERS = {"tombi": ["lint", "--offline"], "taplo": ["lint"]}


def say(name: str, folder: Path, *files: str) -> tuple[int, str]:
    """Exit code and words of a linter, run in `folder`."""
    done = subprocess.run(
        [program(name), *LINTERS[name], *files], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, re.sub("\x1b\\[[0-9;]*m", "", done.stdout + done.stderr)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scaffolds and every shipped module, each naming its schema as authors find it."""
    folder = tmp_path_factory.mktemp("shelf")
    for kind in ("session", "process"):
        write_module(f"new-{kind}", folder, kind)
    (folder / "library").mkdir()
    for name in library.names():
        (folder / "library" / f"{name}.toml").write_text(library.source(name).text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", LINTERS)
def test_scaffolds_and_shipped_modules_pass(name: str, shelf: Path) -> None:
    files = sorted(str(path.relative_to(shelf)) for path in shelf.rglob("*.toml"))
    assert len(files) == 2 + len(library.names())
    for file in files:
        first = (shelf / file).read_text(encoding="utf-8").split("\n")[0]
        schema = (shelf / file).parent / first.removeprefix("#:schema ")
        assert schema.resolve() == (shelf / FILE_NAME).resolve(), first
    code, said = say(name, shelf, *files)
    assert code == 0, said


@pytest.mark.parametrize("name", LINTERS)
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('kind = "skills"', 'kind = "skils"', 12),
        ("minutes = 60 ", 'minutes = "60" ', 31),
        ('title = "', 'titel = "', 10),
        ("minutes = 60 ", "minutes = -60 ", 31),
        ('teaches = ["hard-hours"]', 'teaches = ["Hard hours"]', 37),
    ],
)
def test_broken_modules_are_flagged_at_the_line(
    name: str, old: str, new: str, line: int, tmp_path: Path
) -> None:
    path = write_module("broken", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, said = say(name, tmp_path, "broken.toml")
    assert code != 0
    assert re.search(rf"broken\.toml:{line}:\d+", said), said


def test_whatever_the_schema_can_say_tombi_says(tmp_path: Path) -> None:
    """Every key, type and choice of the broken modules; sums and ids are for `check`."""
    shape = {
        f"case-{n}.toml": case
        for n, case in enumerate(BROKEN)
        if case.code in ("F010", "F011", "F012", "F013")
    }
    found = lint(tmp_path, {name: case.content() for name, case in shape.items()}, program("tombi"))
    assert [case.name for name, case in shape.items() if not found.get(name)] == []
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == shipped_schema()


def test_the_pre_commit_hook_runs_a_command_that_finds(tmp_path: Path) -> None:
    """The hook's own words, given files as pre-commit gives them."""
    hook = dict(re.findall(r"^[- ] (\w+): (.*)$", HOOKS.read_text(encoding="utf-8"), re.M))
    assert re.search(hook["files"], "clinic/curricula/anger.toml")
    assert not re.search(hook["files"], "pyproject.toml")
    assert re.search(hook["exclude"], "curricula/.kept/anger/2026-11-25T174103.toml")
    path = write_module("anger", tmp_path)
    command = [sys.executable, "-m", "facilitator", *hook["entry"].split()[1:], str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    path.write_text(path.read_text(encoding="utf-8").replace("minutes = 60", "minutes = 61", 1), "utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
