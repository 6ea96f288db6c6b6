"""Links in a module: where they may lead, and what paper keeps of them."""

import os
from pathlib import Path

import pytest

from curricula.checks.links import links
from curricula.reading import read_file

ROUNDS = """\
format = 1
id = "open"
title = "Open"
kind = "process"
authors = ["A. B."]
license = "CC-BY-4.0"
rounds = [
  { label = "In", kind = "opening", minutes = 10, content = "See [this](../x.md)." },
  { label = "Floor", kind = "open-floor", minutes = 10, prompts = ["See [this](none.md)."] },
  { label = "Out", kind = "closing", minutes = 10 },
]
"""


def in_content(break_it, text: str) -> list[tuple[str, int, int]]:
    return break_it(('label = "Work"', f"label = \"Work\"\n  content = '''{text}'''"))


def on_the_page(break_it, text: str) -> list[tuple[str, int, int]]:
    return break_it(('"The sun is up.', f"'''{text}''' #"))


@pytest.mark.parametrize(
    "target",
    [
        "../secret.md",
        "a/../../secret.md",
        "%2e%2e/secret.md",
        "/etc/passwd",
        "file:///etc/passwd",
        "C:/secret.md",
        "<../secret.md>",
        '../secret.md "A title"',
        "javascript:alert(1)",
    ],
)
def test_a_link_stays_in_the_folder(break_it, target: str) -> None:
    assert in_content(break_it, f"Look [here]({target}).") == [("C405", 26, 21)]
    assert in_content(break_it, f"![A picture]({target})") == [("C405", 26, 16)]


@pytest.mark.parametrize(
    "text",
    [
        "[the line](https://988lifeline.org) and [mail](mailto:a@b.org)",
        "[above](#steps)",
        "[ ] a box (to tick), [x](",
        "a list[0](s), f(x)[1], [choose](one)",
        "[Anna]: hello there.",
        "https://988lifeline.org",
        "[page](sub/page.md#two) and ![pic](<sub/page.md>)",
    ],
)
def test_links_that_may_stand_in_a_session(tmp_path: Path, break_it, text: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "page.md").write_text("Go out.")
    assert in_content(break_it, text) == []


def test_a_link_to_a_file_that_is_missing(tmp_path: Path, break_it) -> None:
    assert in_content(break_it, "See [page](page.md).") == [("C406", 26, 20)]
    assert in_content(break_it, "See [page].\n\n[page]: page.md") == [("C406", 28, 1)]
    assert in_content(break_it, "See [long](" + "x" * 5000 + ".md)") == [("C406", 26, 20)]
    (tmp_path / "page.md").write_text("Go out.")
    assert in_content(break_it, "See [page](page.md).") == []


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_a_link_of_the_file_system_counts_as_where_it_leads(tmp_path: Path, break_it) -> None:
    (tmp_path / "out.md").symlink_to("/etc/hostname")
    assert in_content(break_it, "See [page](out.md).") == [("C405", 26, 20)]


def test_paper_keeps_no_links(break_it) -> None:
    assert on_the_page(break_it, "Call [the line](https://988lifeline.org).") == [("C407", 36, 18)]
    assert on_the_page(break_it, "Call [us](tel:+15550100).") == [("C407", 36, 18)]
    assert on_the_page(break_it, "Go to [988lifeline.org](https://988lifeline.org/).") == []
    assert on_the_page(break_it, "Go to <https://988lifeline.org> or see us.") == []
    assert on_the_page(break_it, "Call [us].\n\n[us]: https://example.org") == [("C407", 38, 1)]
    homework = ('title = "One"', 'title = "One"\nhomework.body = "Call [us](https://example.org)."')
    assert break_it(homework) == [("C407", 13, 23)]


def test_a_page_in_a_file_is_read(tmp_path: Path, break_it) -> None:
    filed = ('title = "Page"\n  body', 'title = "Page"\n  file = "page.md" #')
    (tmp_path / "page.md").write_text("Call [us](https://example.org).")
    assert break_it(filed) == [("C407", 36, 10)]
    (tmp_path / "page.md").write_text("See [this](../other.md).")
    assert break_it(filed) == [("C405", 36, 10)]


def test_links_in_a_process_format(tmp_path: Path) -> None:
    path = tmp_path / "open.toml"
    path.write_text(ROUNDS)
    found = [(d.code, d.line, d.column) for d in read_file(path).diagnostics]
    assert found == [("C405", 8, 66), ("C406", 9, 73)]


def test_a_long_text_of_brackets_is_read_at_once() -> None:
    assert list(links((), "[" * 100_000 + "](")) == []
    assert list(links((), "[](" * 50_000)) == []
