"""A translation is held to the version of its original, wherever that stands."""

from pathlib import Path

import pytest
from sound_module import SOUND

from curricula.library import shipped
from curricula.reading import read_file, read_paths


def translation(of: str) -> str:
    changed = SOUND.replace('id = "base"', 'id = "base-es"').replace("Name one thing", "Name one")
    return changed.replace('title = "Base"', f'title = "Base"\ntranslation_of = "{of}"')


def original(version: str) -> str:
    news = 'changelog = ["A shorter round", "First"]'
    return SOUND.replace('title = "Base"', f'title = "Base"\nversion = "{version}"\n{news}')


def said(folder: Path) -> list[tuple[str, str, int, int]]:
    readings = read_paths([folder])
    return [(Path(d.file).name, d.code, d.line, d.column) for r in readings for d in r.diagnostics]


@pytest.mark.parametrize(
    ("version", "of", "late"),
    [
        ("1.0", "base 1.0", False),
        ("1.1", "base 1.0", True),
        ("1.10", "base 1.9", True),
        ("1.9", "base 1.10", False),
        ("2", "base 2.0", False),
        ("1.0", "base v1", False),
        ("1.0.1", "base 1.0", True),
        ("9.0", "elsewhere 1.0", False),
    ],
)
def test_the_original_has_gone_on(tmp_path: Path, version: str, of: str, late: bool) -> None:
    for name, text in (("en/any-name.toml", original(version)), ("es/base.toml", translation(of))):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    assert said(tmp_path) == ([("base.toml", "C604", 4, 18)] if late else [])


def test_a_translation_alone_looks_beside_itself(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(original("1.1"))
    (tmp_path / "base-es.toml").write_text(translation("base 1.0"))
    (found,) = read_file(tmp_path / "base-es.toml").diagnostics
    assert found.message == '"base" is at version 1.1, and this translates 1.0'
    assert "A shorter round" in found.hint
    (tmp_path / "base.toml").write_text("broken")
    assert read_file(tmp_path / "base-es.toml").diagnostics == ()


def test_a_translation_of_a_shipped_module(tmp_path: Path) -> None:
    path = tmp_path / "base-es.toml"
    path.write_text(translation("getting-steady 0.1"))
    assert [d.code for d in read_file(path).diagnostics] == ["C604"]
    path.write_text(translation(f"getting-steady {shipped()['getting-steady'].version}"))
    assert read_file(path).diagnostics == ()


def test_a_translation_of_nobody_knows_which_version(tmp_path: Path) -> None:
    path = tmp_path / "base-es.toml"
    path.write_text(translation("../base"))
    (found,) = read_file(path).diagnostics
    assert (found.code, found.line, found.column) == ("C604", 4, 18)
    assert "which version" in found.message
