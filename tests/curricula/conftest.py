"""A way to break the sound module and see what is said of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sound_module import SOUND

from curricula.reading import read_file

Break = Callable[..., list[tuple[str, int, int]]]


@pytest.fixture
def break_it(tmp_path: Path) -> Break:
    """Replace parts of the sound module and return code, line and column of everything that is said."""

    def broken(*replacements: tuple[str, str], add: str = "") -> list[tuple[str, int, int]]:
        text = SOUND
        for old, new in replacements:
            assert old in text, f"{old!r} is not in the sound module"
            text = text.replace(old, new, 1)
        path = tmp_path / "base.toml"
        path.write_text(text + add, encoding="utf-8")
        return [(d.code, d.line, d.column) for d in read_file(path).diagnostics]

    return broken
