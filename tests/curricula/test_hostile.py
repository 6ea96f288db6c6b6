"""Whatever is in a file: diagnostics with places in it, in bounded time, never an exception."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import on_a_busy_machine
from sound_module import SOUND

from curricula.reading import read_file, read_source
from curricula.source import BadInput, Source

SIGNS = [
    "=",
    "[",
    "]",
    "{",
    "}",
    '"',
    '"""',
    "'",
    "#",
    "\n",
    ".",
    ",",
    "\\",
    "\x00",
    "\u202e",
    "\r",
    "1",
    "nan",
]
LINES = [
    "[[sessions]]\n",
    "[sessions]\n",
    "sessions = 3\n",
    "agenda = [1]\n",
    "group_size = {}\n",
    "stay = { weeks = 1, sessions_a_week = 1 }\n",
    "translation_of = 'base 0'\n",
    "prompts = ['[a](b/%00)', '[a](//[)', '[]: \\\\c']\n",
    "id = 1\n",
    "teaches = ['', '-']\n",
    "pair_with = 'one'\n",
    "requires = ['first']\n",
]
PIECES = st.sampled_from([*SIGNS, *LINES, "-inf", "true", "2026-01-01", "\\u001b"])


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    text = SOUND
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 40))
        text = text[:at] + draw(PIECES | st.text(max_size=3)) + text[at + length :]
    return text


@given(spoiled())
def test_a_spoiled_module_is_answered(text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        found = read_source(Source.parse(text, "x.toml")).diagnostics
    except BadInput as bad:
        found = bad.diagnostics
    for d in found:
        assert 1 <= d.line <= len(lines)
        assert 1 <= d.column <= len(lines[d.line - 1]) + 1
        assert d.end_line >= d.line or d.end_line == 0
        assert "\n" not in d.message + d.hint
        assert d.message
    assert len({(d.code, d.line, d.column, d.message) for d in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 900_000,
        "#" * 900_000,
        "#\n" * 450_000,
        'a = "' + "\\n" * 450_000 + '"',
        'a = """' + '\\"' * 450_000 + '"""',
        "a = '''" + "''x" * 300_000 + "'''",
        "a = [" + "1," * 400_000 + "]",
        "a = [" + "[]," * 250_000 + "]",
        "[[sessions]]\n" * 60_000,
        "".join(f"k{i} = 1\n" for i in range(60_000)),
        "a = [" + "'x'" + " " * 900_000 + "]",
        "a.b.c" + " " * 900_000 + "= 1",
    ],
    ids=lambda text: text[:12],
)
def test_large_files_take_bounded_time(text: str) -> None:
    started = time.process_time()
    reading = read_source(Source.parse(text, "x.toml"))
    assert reading.diagnostics
    assert time.process_time() - started < on_a_busy_machine(4)


def test_files_that_change_while_they_are_read(tmp_path: Path) -> None:
    """A module and its handout that are rewritten, cut off and removed all the time."""
    module, page = tmp_path / "base.toml", tmp_path / "page.md"
    sound = SOUND.replace('title = "Page"\n  body', "title = \"Page\"\n  file = 'page.md' #")
    states = [sound, sound[: len(sound) // 2], "", sound.replace("minutes = 60", "minutes = 61")]
    stop = Event()

    def disturb() -> None:
        while not stop.is_set():
            for state in states:
                module.write_text(state, encoding="utf-8")
                page.write_text("The sun is up. " * 40, encoding="utf-8")
                page.unlink()
            module.unlink()

    writer = Thread(target=disturb)
    writer.start()
    try:
        codes = {d.code for _ in range(150) for d in read_file(module).diagnostics}
    finally:
        stop.set()
        writer.join()
    assert codes
    assert codes <= {
        "F001",
        "F003",
        "F011",
        "C201",
        "C403",
        "C404",
        "C301",
        "C110",
        "C205",
        "C204",
        "C101",
        "C303",
    }
