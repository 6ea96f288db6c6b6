"""Every file that cannot be used gets one diagnostic with a place, never a traceback."""

import os
import sys
import time
from pathlib import Path

import pytest

from curricula.diagnostics import BadInput, Diagnostic, Severity
from curricula.merging import merge
from curricula.source import MAX_BYTES, Source


def refused(text: str) -> Diagnostic:
    with pytest.raises(BadInput) as caught:
        Source.parse(text, "x.toml")
    (only,) = caught.value.diagnostics
    assert only.hint
    return only


def refused_file(path: Path) -> Diagnostic:
    with pytest.raises(BadInput) as caught:
        Source.load(path)
    (only,) = caught.value.diagnostics
    return only


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title = Urge", 1, 9),
        ('a = 1\nb = "open\nc = 2', 2, 10),
        ("a = 1\na = 2", 2, 6),
        ("[a]\n[a]", 2, 3),
        ("a = [1, 2\n", 1, 10),
        ("x y = 1", 1, 3),
        ('a = """\nnever closed\n', 2, 13),
        ("a = “x”", 1, 5),
        ("a = 2026-13-40", 1, 5),
        ("a = 1\r\nb = ?\r\n", 2, 5),
        ("\ufeffa = 1\nb = ?", 2, 5),
        ('a = "\x00"', 1, 6),
        ('a = "\\d"', 1, 8),
    ],
)
def test_broken_toml_is_placed(text: str, line: int, column: int) -> None:
    found = refused(text)
    assert (found.code, found.line, found.column) == ("F003", line, column)
    assert "(at " not in found.message


@pytest.mark.parametrize(
    "text", ['a = "x\nb = 1', 'a = "x\r\nb = "y"', "a = 'x\n", "a = 'x\nb = 'y'", '"a\n = 3']
)
def test_a_missing_closing_quote_is_called_that(text: str) -> None:
    found = refused(text)
    assert "is not closed" in found.message
    assert found.line == 1
    assert "closing quote" in found.hint


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="tomllib reads TOML 1.1 from Python 3.15 on")
@pytest.mark.parametrize("text", ["a = { b = 1,\n c = 2 }", "a = { b = 1, }", 'a = "\\e"', "a = 07:30"])
def test_toml_1_1_forms_are_refused_with_a_place(text: str) -> None:
    found = refused(text)
    assert (found.code, found.line) == ("F003", 1)


def test_deep_nesting_is_refused() -> None:
    assert refused("a = " + "[" * 100_000).code == "F004"
    assert refused("a = " + "[" * 100 + "]" * 100).column == 4 + 65
    assert refused("b = 1\na = " + "{x=" * 300 + "1" + "}" * 300).line == 2
    assert refused("a = 1\n" + "x." * 80 + "y = 1").line == 2


def test_endless_dotted_keys_do_not_hang() -> None:
    started = time.monotonic()
    assert refused("a = 1\n" + "x." * 400_000 + "y = 1").code == "F004"
    assert refused("a = {" + " 'x' . " * 100_000 + "y = 1}").code == "F004"
    assert time.monotonic() - started < 5


def test_a_form_to_fill_in_is_no_endless_key() -> None:
    assert Source.parse('a = """Name: ' + "." * 900 + "\nTel. " + ". " * 900 + '"""').data


def test_huge_numbers() -> None:
    found = refused("a = 1\nb = " + "9" * 5000)
    assert (found.code, found.line, found.column) == ("F003", 2, 5)


def test_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_text('a = "' + "x" * 10_000_000 + '"')
    found = refused_file(path)
    assert (found.code, found.line, found.column) == ("F004", 1, 1)
    assert refused('a = "' + "x" * MAX_BYTES + '"').code == "F004"


def test_a_byte_order_mark_is_skipped_and_said(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    source = Source.load(path)
    assert source.data == {"a": 1}
    assert [(w.code, w.severity) for w in source.warnings] == [("F005", Severity.WARNING)]
    assert source.span(("a",)).column == 5


def test_windows_line_ends_do_not_move_places() -> None:
    source = Source.parse('a = 1\r\nb = """x\r\ny"""\r\nc = 2\r\n')
    assert (source.span(("c",)).line, source.span(("c",)).column) == (4, 5)
    assert source.data["b"] == "x\ny"


def test_encodings(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'a = 1\nb = "caf\xe9"\n')
    found = refused_file(path)
    assert (found.code, found.line, found.column) == ("F006", 2, 9)
    path.write_bytes("a = 1".encode("utf-16"))
    assert "UTF-16" in refused_file(path).message


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert refused_file(tmp_path / "none.toml").code == "F001"
    assert refused_file(tmp_path).code == "F002"
    assert refused_file(tmp_path / "nul\0.toml").code == "F002"
    (tmp_path / "file").write_text("")
    assert refused_file(tmp_path / "file" / "x.toml").code == "F002"


@pytest.mark.skipif(os.name != "posix", reason="named pipes are made differently elsewhere")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert refused_file(tmp_path / "pipe.toml").code == "F002"


def test_diagnostics_are_one_clean_line() -> None:
    shown = Diagnostic("x\x1b.toml", 1, 2, "F003", "two\nlines\x1b]2;x", "do\nthis").render()
    assert shown == "x.toml:1:2: F003 two lines]2;x\n  hint: do this"


def test_several_files_are_one_document() -> None:
    one = Source.parse('name = "A"\n[[rooms]]\nid = "r1"\n', "one.toml")
    two = Source.parse('grid = 15\nname = "B"\n[[rooms]]\nid = "r2"\n[[groups]]\nid = "g"\n', "two.toml")
    problems: list[Diagnostic] = []
    whole = merge([one, two], problems)
    assert [(p.file, p.line, p.column, p.code) for p in problems] == [("two.toml", 2, 1, "F017")]
    assert "one.toml, line 1" in problems[0].hint
    assert [r["id"] for r in whole.data["rooms"]] == ["r1", "r2"]
    place = whole.span(("rooms", 1, "id"))
    assert (place.file, place.line, place.column) == ("two.toml", 4, 6)
    assert whole.span(("rooms", 1, "capacity")).line == 3
    assert whole.span(("missing",)).file == "one.toml"
