"""Each broken module is told its problem once, with code, line and column, and nothing else."""

import os
from pathlib import Path

import pytest
from sound_module import THIRD

from curricula.checks import stigma
from curricula.checks.rule import Subject
from curricula.module import Module
from curricula.reading import in_clinic, read_file, read_paths
from curricula.source import Source

ROUND = '\n[[rounds]]\nlabel = "In"\nkind = "opening"\nminutes = 10\n'
LONG = "This paragraph has rather more than twelve words and so it counts as one."
HARD = (
    "Psychoeducational interventions systematically facilitate comprehensive understanding of physical "
    "dysregulation, maladaptive cognitions, interpersonal vulnerabilities and social contingencies that "
    "collectively perpetuate problematic consumption."
)


def test_the_sound_module_is_sound(break_it) -> None:
    assert break_it() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        # the shape of a module
        ('title = "Base"', 'titel = "Base"', "F010", 3, 1),
        ('title = "Base"\n', "", "F011", 1, 1),
        ('title = "Base"', 'title = " "', "F016", 3, 9),
        ('title = "Base"', "title = 3", "F012", 3, 9),
        ('title = "Base"', 'title = "Base\\u001b]2;x"', "F020", 3, 9),
        ("format = 1", "format = 2", "F013", 1, 10),
        ('id = "base"', 'id = "Base"', "F015", 2, 6),
        ('id = "base"', 'id = "base-"', "F015", 2, 6),
        ('kind = "skills"', 'kind = "skils"', "F013", 4, 8),
        ('kind = "skills"', "kind = skills", "F003", 4, 8),
        ('authors = ["A. B."]', 'authors = "A. B."', "F012", 5, 11),
        ('entry = "any-session"', 'entry = "always"', "F013", 7, 9),
        ("ideal = 8", "ideal = 18", "F015", 8, 14),
        ("max = 12", "max = 0", "F015", 8, 42),
        ("max = 12", "maximum = 12", "F010", 8, 36),
        ("format = 1", "reviewed_on = '2026-01-01'\nformat = 1", "F012", 1, 15),
        # the shape of a session
        ('id = "two"', 'id = "one"', "F014", 39, 6),
        ("minutes = 60", "minutes = '60'", "F012", 13, 11),
        ("minutes = 60", "minutes = -60", "F015", 13, 11),
        ("minutes = 60\n", "", "F011", 10, 1),
        ("minutes = 60", "minuts = 60", "F010", 13, 1),
        ('teaches = ["first"]', 'teaches = ["First"]', "F015", 15, 12),
        ('kind = "activity"', 'kind = "activty"', "F013", 26, 10),
        ('  [[sessions.agenda]]\n  label = "Work"', "  [[sessions.agenda]]", "F011", 24, 3),
        ("  [[sessions.handouts]]", "  [sessions.handouts]", "F012", 34, 3),
        ('objectives = ["Name one thing"]', 'order = "1st"\nobjectives = ["Name one thing"]', "F013", 14, 9),
        # ids and order
        ('kind = "skills"', 'kind = "process"', "C101", 10, 1),
        ('requires = ["first"]', 'requires = ["frist"]', "C102", 44, 13),
        ('title = "One"', 'title = "One"\npair_with = "tow"', "C103", 13, 13),
        ('title = "One"', 'title = "One"\npair_with = "one"', "C103", 13, 13),
        ('teaches = ["first"]', 'teaches = ["first"]\nrequires = ["second"]', "C104", 16, 12),
        (
            'teaches = ["second"]\nrequires = ["first"]',
            'teaches = ["b"]\nrequires = ["first", "b"]',
            "C104",
            44,
            12,
        ),
        ('title = "One"', 'title = "One"\norder = "last"', "C106", 45, 12),
        ('title = "Two"', 'title = "Two"\norder = "first"', "C106", 45, 12),
        ('teaches = ["first"]', 'teaches = ["first", "first"]', "C108", 15, 21),
        # time
        ("minutes = 60", "minutes = 55", "C201", 13, 11),
        ("minutes = 60", "minutes = 65", "C201", 13, 11),
        ("minutes = 40", "minutes = 30", "C201", 13, 11),
        ("per_person_minutes = 1", "per_person_minutes = 1.5", "C202", 21, 24),
        ('teaches = ["second"]\n', "", "C110", 38, 1),
        ('title = "Two"', 'title = "Two"\nafter_core = 2', "C111", 41, 14),
        ("max = 12", "max = 13", "C202", 21, 24),
        ('kind = "activity"', 'kind = "psychoeducation"', "C203", 27, 13),
        ('kind = "check-in"', 'kind = "discussion"', "C204", 10, 1),
        ('kind = "check-out"', 'kind = "discussion"', "C205", 10, 1),
        # teaching
        ('objectives = ["Name one thing"]\n', "", "C301", 10, 1),
        ("Name one thing", "Understand one thing", "C302", 14, 15),
        ("Name one thing", "Happiness", "C302", 14, 15),
        ("word0 word1 word2 word3 ", "", "C303", 10, 1),
        # handouts
        ('title = "Page"', 'title = "Page"\n  file = "page.md"', "C401", 36, 10),
        ('title = "Page"\n  body', 'title = "Page"\n  file = "../x.md" #', "C402", 36, 10),
        ('title = "Page"\n  body', 'title = "Page"\n  file = "none.md" #', "C403", 36, 10),
        ("The sun is up.", HARD, "C404", 36, 10),
        # words and origin
        ("sit in the sun", "stay clean in the sun", "C501", 36, 57),
        ('title = "One"', 'title = "One addict"', "C501", 12, 14),
        ('license = "CC-BY-4.0"\n', "", "C601", 1, 1),
        ('authors = ["A. B."]\n', "", "C602", 1, 1),
        ('title = "Base"', 'title = "Base"\nattribution = "After C. D."', "C603", 4, 15),
        ('title = "Base"', 'title = "Base"\nforked_from = "other 1.0"', "C603", 4, 15),
        ("format = 1", 'source = "C. D., 2024"\nformat = 1', "C603", 7, 11),
    ],
)
def test_one_problem(break_it, old: str, new: str, code: str, line: int, column: int) -> None:
    assert break_it((old, new)) == [(code, line, column)]


def test_a_chain_of_three(break_it) -> None:
    assert break_it(add=THIRD) == [("C105", 56, 12)]
    assert break_it(('entry = "any-session"', 'entry = "module-start"'), add=THIRD) == []


def test_an_alternative_shortens_a_chain(break_it) -> None:
    assert break_it(('teaches = ["first"]', 'teaches = ["first", "second"]'), add=THIRD) == []


def test_sessions_behind_a_circle_are_not_reported(break_it) -> None:
    circle = ('teaches = ["first"]', 'teaches = ["first"]\nrequires = ["second"]')
    assert break_it(circle, add=THIRD) == [("C104", 16, 12)]


def test_two_pairs_with_one_follower(break_it) -> None:
    pairs = [
        ('title = "One"', 'title = "One"\npair_with = "three"'),
        ('title = "Two"', 'title = "Two"\npair_with = "three"'),
    ]
    third = THIRD.replace('requires = ["second"]', "")
    assert break_it(*pairs, add=third) == [("C103", 42, 13)]


def test_pairs_in_a_circle_are_reported_once(break_it) -> None:
    pairs = [
        ('title = "One"', 'title = "One"\npair_with = "two"'),
        ('title = "Two"', 'title = "Two"\npair_with = "one"'),
    ]
    assert break_it(*pairs) == [("C103", 13, 13)]


def test_a_pair_against_the_order(break_it) -> None:
    follower_first = [
        ('title = "One"', 'title = "One"\npair_with = "two"'),
        ('title = "Two"', 'title = "Two"\norder = "first"'),
        ('requires = ["first"]\n', ""),
    ]
    assert break_it(*follower_first) == [("C103", 13, 13)]


def test_a_pair_against_what_is_required(break_it) -> None:
    backwards = ('title = "Two"', 'title = "Two"\npair_with = "one"')
    assert break_it(backwards) == [("C103", 41, 13)]
    over_the_middle = ('title = "One"', 'title = "One"\npair_with = "three"')
    assert break_it(over_the_middle, ('"any-session"', '"closed"'), add=THIRD) == [("C103", 13, 13)]
    in_order = ('title = "One"', 'title = "One"\npair_with = "two"')
    assert break_it(in_order, ('"any-session"', '"closed"'), add=THIRD) == []


def test_a_module_in_use_has_its_variants(break_it) -> None:
    active = ('kind = "skills"', 'kind = "skills"\nstatus = "active"')
    assert break_it(active) == [("C306", 11, 1), ("C306", 39, 1)]
    both = 'variants = { telehealth = "Hold it up.", short = "Drop the talk." }'
    one = ('title = "One"', f'title = "One"\n{both}')
    assert break_it(active, one, ('title = "Two"', f'title = "Two"\n{both}')) == []


def test_two_sessions_cannot_both_be_first(break_it) -> None:
    both = [
        ('title = "One"', 'title = "One"\norder = "first"'),
        ('title = "Two"', 'title = "Two"\norder = "first"'),
    ]
    assert break_it(*both, ('requires = ["first"]\n', "")) == [("C106", 42, 9)]


def test_a_paragraph_of_two_sessions(break_it) -> None:
    one = ('label = "Work"', f'label = "Work"\n  content = """\nShort.\n\n{LONG}\n"""')
    two = ('title = "Two"', f'title = "Two"\nhomework.body = """\n{LONG}\nMore.\n\n{LONG}"""')
    assert break_it(one, two) == [("C304", 47, 1)]


def test_a_line_about_help_may_be_everywhere(break_it) -> None:
    line = "If you think you may hurt yourself or do not feel safe, call your crisis line now."
    one = ('label = "Work"', f'label = "Work"\n  content = "{line}"')
    two = ('title = "Two"', f'title = "Two"\nhomework.body = "{line}"')
    assert break_it(one, two) == []


def test_rounds_belong_to_process_formats(break_it) -> None:
    assert break_it(add=ROUND) == [("C101", 50, 1)]


PROCESS = """\
format = 1
id = "open"
title = "Open"
kind = "process"
authors = ["A. B."]
license = "CC-BY-4.0"
"""


def test_a_process_format(tmp_path: Path) -> None:
    path = tmp_path / "open.toml"
    path.write_text(PROCESS)
    assert [(d.code, d.line) for d in read_file(path).diagnostics] == [("C101", 1)]
    path.write_text(PROCESS + ROUND + ROUND.replace("opening", "closing"))
    assert [(d.code, d.line, d.column) for d in read_file(path).diagnostics] == [("C206", 8, 1)]
    rounds = [ROUND, ROUND.replace("opening", "open-floor"), ROUND.replace("opening", "closing")]
    path.write_text(PROCESS + "".join(rounds) + "per_person_minutes = 2\n")
    reading = read_file(path)
    assert [(d.code, d.line, d.column) for d in reading.diagnostics] == [("C202", 22, 22)]
    assert reading.module is not None
    assert reading.module.minutes == 30
    worded = '\n[[situations]]\nkind = "silence"\ntitle = "Quiet"\nprompts = ["Wait."]\n'
    path.write_text(PROCESS + 'status = "active"\n' + "".join(rounds) + worded)
    (found,) = read_file(path).diagnostics
    assert (found.code, found.line) == ("C207", 24)
    assert "one-voice, new-member, departing-member, conflict, crisis" in found.message
    assert "silence" not in found.message


def test_problems_of_shape_and_of_sound_sessions_come_together(break_it) -> None:
    found = break_it(
        ('title = "Base"', 'titel = "Base"'),
        ("minutes = 20", "minutes = 25"),
        ("minutes = 60", "minutes = '60'"),
    )
    assert found == [("F010", 3, 1), ("F012", 13, 11), ("C201", 41, 11)]


def test_a_credited_source_is_enough(break_it) -> None:
    credited = 'title = "Base"\nforked_from = "other 1.0"\nsource = "C. D."\nattribution = "After C. D."'
    assert break_it(('title = "Base"', credited)) == []
    own = 'title = "Base"\nsource = "C. D."'
    assert break_it(('title = "Base"', own), ("CC-BY-4.0", "all rights reserved")) == []


def test_two_modules_of_one_id(tmp_path: Path, break_it) -> None:
    break_it()
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "copy.toml").write_text((tmp_path / "base.toml").read_text())
    found = [
        (Path(d.file).name, d.code, d.line, d.column) for r in read_paths([tmp_path]) for d in r.diagnostics
    ]
    assert found == [("copy.toml", "C107", 2, 6)]
    again = read_paths([tmp_path / "base.toml", tmp_path / "later" / ".." / "base.toml"])
    assert [d.code for r in again for d in r.diagnostics] == []


def test_a_credential_that_nobody_in_the_clinic_has(tmp_path: Path, break_it) -> None:
    asked = 'teaches = ["first"]\ncredentials = ["truama", "skills"]'
    assert break_it(('teaches = ["first"]', asked)) == []
    (reading,) = in_clinic(read_paths([tmp_path / "base.toml"]), frozenset({"skills", "trauma"}))
    (found,) = reading.diagnostics
    assert (found.code, found.line, found.column) == ("C112", 16, 16)
    assert found.hint == "did you mean `trauma`?"


def test_a_folder_with_other_toml(tmp_path: Path, break_it) -> None:
    break_it()
    (tmp_path / "clinic.toml").write_text('name = "A"\n[[rooms]]\nid = "r"\n')
    (tmp_path / ".hidden.toml").write_text("broken")
    readings = read_paths([tmp_path])
    assert [(Path(r.file).name, r.skipped) for r in readings] == [("base.toml", False), ("clinic.toml", True)]
    (tmp_path / "empty").mkdir()
    (only,) = read_paths([tmp_path / "empty"])
    assert [d.code for d in only.diagnostics] == ["F001"]


def with_handout(folder: Path, break_it, name: str) -> list[tuple[str, int, int]]:
    return break_it(('title = "Page"\n  body', f"title = \"Page\"\n  file = '{name}' #"))


@pytest.mark.parametrize(
    "name",
    [
        "../secret.md",
        "a/../../secret.md",
        "/etc/passwd",
        "\\\\server\\share",
        "..\\secret.md",
        "C:/secret.md",
        "C:secret.md",
        "~/secret.md",
        "page.md:stream",
        "sub/../../base/../secret.md",
    ],
)
def test_a_handout_stays_in_its_folder(tmp_path: Path, break_it, name: str) -> None:
    assert with_handout(tmp_path, break_it, name) == [("C402", 36, 10)]


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_links_count_as_where_they_lead(tmp_path: Path, break_it) -> None:
    (tmp_path / "out.md").symlink_to("/etc/hostname")
    assert with_handout(tmp_path, break_it, "out.md") == [("C402", 36, 10)]
    (tmp_path / "page.md").write_text("Go out.")
    (tmp_path / "in.md").symlink_to(tmp_path / "page.md")
    assert with_handout(tmp_path, break_it, "in.md") == []
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    assert [code for code, *_ in with_handout(tmp_path, break_it, "loop.md")] in (["C402"], ["C403"])


def test_the_file_of_a_handout_is_read(tmp_path: Path, break_it) -> None:
    page = tmp_path / "page.md"
    page.write_text("The sun is up.")
    assert with_handout(tmp_path, break_it, "page.md") == []
    page.write_text(HARD)
    assert with_handout(tmp_path, break_it, "page.md") == [("C404", 36, 10)]
    page.write_bytes(b"caf\xe9")
    assert with_handout(tmp_path, break_it, "page.md") == [("C403", 36, 10)]
    page.write_text("x" * 300_000)
    assert with_handout(tmp_path, break_it, "page.md") == [("C403", 36, 10)]
    page.unlink()
    page.mkdir()
    assert with_handout(tmp_path, break_it, "page.md") == [("C403", 36, 10)]


def test_other_languages_are_not_measured_in_english(break_it) -> None:
    assert (
        break_it(
            ("format = 1", 'format = 1\nlanguage = "es"'), ("The sun is up.", HARD), ("Name one", "Nombrar")
        )
        == []
    )


def test_hints_name_what_to_change(tmp_path: Path, break_it) -> None:
    break_it(("The sun is up.", HARD), ("sit in the sun", "meet an addict"))
    hints = {d.code: d.hint for d in read_file(tmp_path / "base.toml").diagnostics}
    assert "psychoeducational" in hints["C404"]
    assert "longest sentence" in hints["C404"]
    assert "person with a substance use disorder" in hints["C501"]


def test_text_that_is_in_no_folder() -> None:
    from curricula.reading import read_source

    assert [d.code for d in read_source(Source.parse(PROCESS)).diagnostics] == ["C101"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ask an Addict.", ["Addict"]),
        ("an ex-addict spoke", ["ex-addict"]),
        ("addictive, addiction, non-addict", []),
        ("Alcoholics Anonymous and other alcoholics", ["alcoholics"]),
        ("the Substance Abuse and Mental Health Services Administration", []),
        ("a history of substance abuse", ["substance abuse"]),
        ("a clean shirt, clean up", []),
        ("He got clean after a dirty screen.", ["dirty screen", "got clean"]),
        ("committed suicide, a failed attempt", ["committed suicide", "failed attempt"]),
        ("the mentally ill and the homeless", ["the homeless", "the mentally ill"]),
        ("an addict and another addict", ["addict"]),
        ("she suffers from depression", ["suffers from depression"]),
        ("crazy people; an ex-felon", ["crazy people", "ex-felon"]),
    ],
)
def test_labels(words: str, said: list[str]) -> None:
    module = Module(1, "m", "M", "skills", summary=words)
    found = list(stigma.find(Subject(module)))
    assert sorted(f.words for f in found) == said
    assert all(f.path == ("summary",) for f in found)
