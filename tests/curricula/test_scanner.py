"""The scanner finds the place of every key and value of any document that tomllib accepts."""

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curricula.scanner import Positions
from curricula.source import Source

BARE = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
ESCAPES = st.sampled_from(
    ["\\n", "\\t", '\\"', "\\\\", "\\u00e9", "\\U0001F600", "#", "=", "]", "}", "[", ","]
)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "") + "'"


def _basic(parts: list[str]) -> str:
    return (
        '"' + "".join(p if p.startswith("\\") else p.replace("\\", "").replace('"', "") for p in parts) + '"'
    )


def _multi(parts: list[str], quotes: int) -> str:
    body = "".join(p if p.startswith("\\") else p.replace("\\", "").replace('"', "") for p in parts)
    return f'"""{body}' + '"' * quotes + '"""'


PIECES = st.lists(TEXT | ESCAPES, max_size=4)
MULTI_PIECES = st.lists(
    TEXT | ESCAPES | st.sampled_from(["\n", '\\"""', "\\\n  ", "# no\n", "a = 1\n"]), max_size=5
)
KEY = BARE | TEXT.map(_literal) | PIECES.map(_basic)
SCALAR = (
    st.integers(-(10**20), 10**20).map(str)
    | st.sampled_from(["1.5", "-0x1".replace("-", ""), "1_000", "inf", "nan", "true", "1e6"])
    | st.sampled_from(["2026-11-25", "2026-11-25 18:00:00", "2026-11-25T18:00:00.5+02:00", "07:30:00"])
    | PIECES.map(_basic)
    | TEXT.map(_literal)
    | st.builds(_multi, MULTI_PIECES, st.integers(0, 2))
    | TEXT.map(lambda s: "'''\n" + s.replace("'", "") + "\n'''")
)
SPACE = st.sampled_from(["", " ", "\t", "  "])
BREAK = st.sampled_from(["", " ", "\n", "\n  # a ] } note\n", "\r\n"])


@st.composite
def _array(draw: Any, inner: Any) -> str:
    items = draw(st.lists(inner, max_size=3))
    out = "[" + draw(BREAK)
    for n, item in enumerate(items):
        last = n == len(items) - 1
        out += draw(BREAK) + item + draw(BREAK) + ("" if last and draw(st.booleans()) else ",") + draw(BREAK)
    return out + "]"


@st.composite
def _dotted(draw: Any) -> str:
    parts = draw(st.lists(KEY, min_size=1, max_size=3))
    return (draw(SPACE) + "." + draw(SPACE)).join(parts)


@st.composite
def _inline(draw: Any, inner: Any) -> str:
    pairs = [
        f"{draw(_dotted())}{draw(SPACE)}={draw(SPACE)}{draw(inner)}" for _ in range(draw(st.integers(0, 3)))
    ]
    return "{" + draw(SPACE) + (draw(SPACE) + "," + draw(SPACE)).join(pairs) + draw(SPACE) + "}"


VALUE = st.recursive(SCALAR, lambda inner: _array(inner) | _inline(inner), max_leaves=5)


@st.composite
def documents(draw: Any) -> str:
    """Lines of a document, each kept only if the document is still valid TOML with it."""
    out = ""
    for _ in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["pair", "pair", "table", "tables", "note"]))
        if kind == "pair":
            line = f"{draw(SPACE)}{draw(_dotted())}{draw(SPACE)}={draw(SPACE)}{draw(VALUE)}{draw(SPACE)}"
        elif kind == "note":
            line = "# [not] = a table"
        else:
            name = f"{draw(SPACE)}{draw(_dotted())}{draw(SPACE)}"
            line = f"[{name}]" if kind == "table" else f"[[{name}]]"
        line += draw(st.sampled_from(["", " # note"])) + draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
        try:
            tomllib.loads(out + line)
        except tomllib.TOMLDecodeError:
            continue
        out += line
    return out


def _walk(node: Any, path: tuple[str | int, ...] = ()) -> Any:
    """Every path of a document with its value."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _walk(value, (*path, i))


def _same(left: Any, right: Any) -> bool:
    return repr(left) == repr(right)  # so that nan equals nan, and 1 is not true


BUSY = settings(suppress_health_check=[HealthCheck.too_slow])  # other work on the machine


@BUSY
@given(documents())
def test_every_value_is_found_again_at_its_place(text: str) -> None:
    source = Source.parse(text)
    positions = Positions(source.text)
    for path, value in _walk(source.data):
        if not path:
            continue
        start, end = positions.values[path]
        written = source.text[start:end]
        if isinstance(path[-1], str):
            key_start, key_end = positions.keys[path]
            assert list(tomllib.loads(f"{source.text[key_start:key_end]} = 1")) == [path[-1]]
        if isinstance(value, dict) and not written.startswith("{"):
            continue  # a table with a header of its own, or named in a dotted key
        if written.startswith("[[") and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            continue  # an array of tables
        assert _same(tomllib.loads(f"k = {written}")["k"], value)


@BUSY
@given(documents())
def test_nothing_is_found_that_is_not_there(text: str) -> None:
    source = Source.parse(text)
    assert {p for p, _ in _walk(source.data) if p} == set(Positions(source.text).values)


@BUSY
@given(documents())
def test_spans_are_places_in_the_file(text: str) -> None:
    source = Source.parse(text)
    lines = source.text.split("\n")
    for path, _ in _walk(source.data):
        for key in (False, True):
            span = source.span(path, key)
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1


TABLES = """\
title = "x"
[[sessions]]
id = "a"

  [[sessions.agenda]]
  label = "b"
  [sessions.homework]
  body = "c"
[[sessions]]
size = { min = 3, max.high = 4 }
"""


def test_a_missing_key_points_at_the_header_of_its_table() -> None:
    source = Source.parse(TABLES)
    at = {p: (source.span(p).line, source.span(p).column) for p in [
        ("sessions", 0, "title"),
        ("sessions", 1, "title"),
        ("sessions", 0, "agenda", 0, "minutes"),
        ("sessions", 0, "homework", "review_in_next"),
        ("sessions", 1, "size", "ideal"),
        ("nowhere",),
    ]}  # fmt: skip
    assert list(at.values()) == [(2, 1), (9, 1), (5, 3), (7, 3), (10, 8), (1, 1)]


def test_a_key_and_its_value_stand_apart() -> None:
    source = Source.parse(TABLES)
    path = ("sessions", 1, "size", "max", "high")
    key, value = source.span(path, key=True), source.span(path)
    assert (key.line, key.column, key.end_column) == (10, 23, 27)
    assert (value.line, value.column, value.end_column) == (10, 30, 31)


def test_toml_1_1_inline_tables_are_scanned() -> None:
    text = "a = {\n  b = 1, # note\n  c = 2,\n}\nd = 3\n"
    positions = Positions(text)
    assert {p: text[slice(*r)] for p, r in positions.values.items() if p != ("a",)} == {
        ("a", "b"): "1",
        ("a", "c"): "2",
        ("d",): "3",
    }


def test_a_value_of_several_lines_ends_on_its_last(tmp_path: Path) -> None:
    source = Source.parse('a = """\none\ntwo"""\nb = 1\n')
    span = source.span(("a",))
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 5, 3, 7)
