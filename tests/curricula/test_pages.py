"""Handouts and guides: which there are, what is on them, and what no text can do to them."""

import argparse
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from curricula.commands import register
from curricula.diagnostics import BadInput, ExitCode
from curricula.library import shipped
from curricula.pages.blocks import Items, Line, Paragraph, Span, blocks, stepped
from curricula.pages.html import page
from curricula.pages.sheets import Sheet, sheets

HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(2)) ![a picture](https://x.y/z.png) \"&' <img src=x>"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def sheet(body: str, title: str = "A page") -> Sheet:
    return Sheet("a-page", "handout", title, "", body, "Base 1.0")


class Outline(HTMLParser):
    """Tags, attributes and heading levels of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]


def test_underscores_are_lines_to_write_on_and_boxes_are_boxes() -> None:
    first, second, third, fourth = blocks(f"Name: ______ at {'_' * 22}\n\n___\n\n---\n\n- [ ] done\n")
    assert isinstance(first, Paragraph)
    assert [s.size for s in first.spans if s.mark == "blank"] == [6, 0]
    assert (second, third) == (Line(to_write_on=True), Line())
    assert isinstance(fourth, Items)
    assert fourth.items[0][0] == Paragraph((Span("box"), Span(text="done")))


def test_nothing_in_a_text_runs_loads_or_leads_to_a_script() -> None:
    text = page(sheet(HOSTILE, title=HOSTILE))
    outline = Outline(text)
    assert not {"script", "img", "link", "iframe"} & set(outline.tags)
    assert not [v for k, v in outline.attributes if k in ("src", "href") or k.startswith("on")]
    assert "a picture" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_web_addresses_and_telephones_stay_links() -> None:
    outline = Outline(
        page(sheet("[a](https://988lifeline.org) [b](tel:988) [c](file:///etc/passwd) [d](../x)"))
    )
    assert [v for k, v in outline.attributes if k == "href"] == ["https://988lifeline.org", "tel:988"]


def test_headings_leave_out_no_level() -> None:
    assert Outline(page(sheet("#### deep\n\n# top\n\n###### deepest"))).levels == [1, 3, 2, 4]
    assert stepped(blocks("words")) == blocks("words")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_module_has_its_pages(name: str) -> None:
    module = shipped()[name]
    found = sheets(module, None)
    assert len({s.stem for s in found}) == len(found)
    assert len([s for s in found if s.kind == "guide"]) == max(1, len(module.sessions))
    outline = Outline(page(*found))
    assert outline.levels.count(1) == len(found)
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))


def test_a_guide_holds_what_a_facilitator_needs() -> None:
    module = shipped()["getting-steady"]
    guide, handout = sheets(module, None, "the-hard-hours")
    session = module.session("the-hard-hours")
    assert session
    for said in (*session.objectives, *session.cautions, session.variants.telehealth, session.variants.short):
        assert said.strip() in guide.markdown
    for step in session.agenda:
        assert all(said in guide.markdown for said in (step.label, *step.prompts, *step.questions))
    assert f"| {session.minutes // 60}:{session.minutes % 60:02} |" in guide.markdown
    assert handout.title == session.handouts[0].title
    assert handout.body not in guide.markdown


# --- the command --------------------------------------------------------------------------------------------


def run(*words: str) -> ExitCode:
    parser = argparse.ArgumentParser(prog="openchair")
    register(parser.add_subparsers())
    args = parser.parse_args(["curricula", "handouts", *words])
    try:
        code: ExitCode = args.run(args)
    except BadInput as bad:
        print(bad, file=sys.stderr)
        code = ExitCode.BAD_INPUT
    return code


def test_pages_go_to_stdout_or_into_a_folder(tmp_path: Path, capsys) -> None:
    assert run("getting-steady/the-hard-hours", "--only", "handouts") is ExitCode.DONE
    assert capsys.readouterr().out.startswith("# The hard hours\n")
    out = tmp_path / "print"
    assert run("getting-steady", "--format", "html", "--out", str(out)) is ExitCode.DONE
    written = capsys.readouterr().out.split()
    assert len(written) == 16
    assert sorted(str(path) for path in out.iterdir()) == sorted(written)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["getting-stedy"], "did you mean `getting-steady`?"),
        (["getting-steady/the-hard-hour"], "did you mean `the-hard-hours`?"),
        (["open-process", "--only", "handouts"], "open-process has no handouts"),
        (["getting-steady", "--format", "pdf"], "name a folder with --out DIR"),
        (["getting-steady", "--out", "/dev/null/x"], "cannot be written to"),
        (["getting-steady", "--out", "nul\0"], "cannot be written to"),
    ],
)
def test_what_cannot_be_made_is_said(words: list[str], said: str, capsys) -> None:
    assert run(*words) is ExitCode.BAD_INPUT
    out, err = capsys.readouterr()
    assert not out
    assert said in err


def test_a_handout_from_a_file_outside_is_refused_and_nothing_is_written(
    tmp_path: Path, break_it, capsys
) -> None:
    (tmp_path / "secret.md").write_text("secret words")
    inside = tmp_path / "inside"
    inside.mkdir()
    break_it(('body = "The sun is up. ', 'file = "page.md"\nlanguage = "en" # "'))
    (tmp_path / "base.toml").rename(inside / "base.toml")
    (inside / "page.md").symlink_to(tmp_path / "secret.md")
    out = tmp_path / "print"
    assert run(str(inside / "base.toml"), "--out", str(out)) is ExitCode.BAD_INPUT
    assert "`page.md` cannot be used" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_every_shipped_handout_prints_on_one_page_in_chromium(tmp_path: Path) -> None:
    """Its last line, which says whom to call, is not left behind on a second sheet."""
    made, printed = tmp_path / "pages.html", tmp_path / "pages.pdf"
    found = [sheet for module in shipped().values() for sheet in sheets(module, None, "", ("handout",))]
    made.write_text(page(*found), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    home = f"--user-data-dir={tmp_path / 'home'}"
    command = [str(CHROMIUM), *flags, home, f"--print-to-pdf={printed}", made.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    pages = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(printed).pages]
    assert len(pages) == len(found)
    assert sum("The number is on your card" in text for text in pages) > 35
