"""PDF: tagged, with the words as they stand, made where nothing can be read."""

import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from curricula import typesetting
from curricula.library import shipped
from curricula.pages.pdf import pdfs
from curricula.pages.sheets import Sheet, sheets
from curricula.typesetting import CannotTypeset, documents

CODE = '#read("/etc/passwd") #import "@preview/x:1.0.0" $a^2$ *star* = no heading @here <label> \\ `raw`'


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def printed() -> tuple[bytes, ...]:
    """The pages of one session, and one whose every word is Typst code."""
    found = sheets(shipped()["getting-steady"], None, "finding-your-feet")
    code = f"{CODE.replace('`', '').replace('*', '')}\n\n- {'x' * 500}"
    body = f"{code}\n\n| a | b |\n|---|---|\n| #sys | {'_' * 22} |"
    return pdfs([*found, Sheet("code", "handout", CODE, CODE, body, CODE)])


def test_pages_are_tagged_for_assistive_technology(printed: tuple[bytes, ...]) -> None:
    for pdf in printed:
        root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is not False
        assert "/StructTreeRoot" in root
        assert str(root["/Lang"]) == "en"
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_a_handout_is_one_page_and_a_guide_says_everything(printed: tuple[bytes, ...]) -> None:
    guide, handout, _ = printed
    assert len(PdfReader(io.BytesIO(handout)).pages) == 1
    assert "If you do not feel safe tonight" in text(handout)
    session = shipped()["getting-steady"].session("finding-your-feet")
    assert session
    said = text(guide).replace(" ", "")
    for words in (*session.objectives, *session.cautions):
        assert words.replace(" ", "").replace("'", "’")[:60] in said.replace("'", "’")


def test_code_in_the_words_stays_words(printed: tuple[bytes, ...]) -> None:
    said = text(printed[2])
    assert '#read("/etc/passwd")' in said.replace("“", '"').replace("”", '"')
    assert "root:" not in said
    assert "#sys" in said


def test_no_time_and_no_user_stand_in_the_file(printed: tuple[bytes, ...]) -> None:
    about = PdfReader(io.BytesIO(printed[1])).metadata
    assert about
    assert about.title == "Finding your feet"
    assert not about.author


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#include "/proc/self/environ"',
        "#while true {}",
        "#let f() = f()\n#f()",
    ],
)
def test_even_a_template_can_read_nothing_and_not_run_for_ever(template: str) -> None:
    with pytest.raises(CannotTypeset, match="could not be made"):
        documents(f'#set document(title: "x")\n{template}', [{}], seconds=30)


def test_what_takes_too_long_is_ended() -> None:
    slow = "#for a in range(100000) { for b in range(9000) { let c = calc.pow(a, 2) } }"
    with pytest.raises(CannotTypeset, match=r"not ready after 0\.7 seconds"):
        documents(slow, [{}], seconds=0.7)


def test_a_root_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").symlink_to("/", target_is_directory=True)
    with pytest.raises(CannotTypeset, match="exists"):
        typesetting._run(tmp_path, '["#read(\\"/etc/passwd\\")", {}]', 30)


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None)
    with pytest.raises(CannotTypeset, match=r"pip install 'openchair\[pdf\]'"):
        documents("x", [{}])


def test_typst_is_loaded_only_in_the_process_of_its_own(printed: tuple[bytes, ...]) -> None:
    assert "typst" not in sys.modules
