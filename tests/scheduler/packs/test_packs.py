"""Rule packs: the shipped ones are cited, the strictest of several wins, bad files say everything."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from scheduler.files import load_clinic
from scheduler.packs import CAVEAT, Rules
from scheduler.packs.deadlines import add_business_days, next_due, note_due
from scheduler.packs.kinds import KINDS
from scheduler.packs.reading import load_pack
from scheduler.packs.shelf import packs_of, shipped
from scheduler.scaffold import new_clinic

PACKS = {pack.id: pack for pack in shipped()}


def rules(*names: str) -> Rules:
    return Rules(tuple(PACKS[name] for name in names))


def own(folder: Path, name: str, *figures: str) -> None:
    """A pack of the clinic's own; each figure is `name = value` and whatever else belongs to its table."""
    (folder / "packs").mkdir(exist_ok=True)
    head = f'format = 1\nid = "{name}"\ntitle = "Own"\ndate = 2026-01-01\n'
    tables = "".join(f'[[figures]]\nsource = "s"\ndate = "2026"\n{figure}\n' for figure in figures)
    (folder / "packs" / f"{name}.toml").write_text(head + tables, encoding="utf-8")


def test_the_shipped_packs_cover_every_figure_with_a_source() -> None:
    assert set(PACKS) == {"generic-iop", "medicare-iop", "california"}
    for pack in shipped():
        for thing in (*pack.figures, *pack.billing):
            assert thing.source, thing
            assert thing.date, thing
    left = set(KINDS) - {figure.name for pack in shipped() for figure in pack.figures}
    assert left == {
        "attendance.without_breaks",
        "day_hours.max",
        "note.calendar_days",
        "plan.initial_days",
        "retention.minor_age",
    }  # for packs of a clinic's own


def test_no_shipped_pack_contradicts_itself() -> None:
    for pack in shipped():
        assert Rules((pack,)).contradictions() == ()


@pytest.mark.parametrize(
    ("packs", "ask", "value", "pack"),
    [
        (["generic-iop"], {"name": "hours.min", "level": "iop-evening", "band": "adult"}, 9, "generic-iop"),
        (["generic-iop"], {"name": "hours.min", "level": "iop", "band": "adolescent"}, 6, "generic-iop"),
        (["generic-iop"], {"name": "hours.min", "level": "php", "band": "adult"}, 20, "generic-iop"),
        (["generic-iop", "medicare-iop"], {"name": "retention.years"}, 7, "medicare-iop"),
        (["medicare-iop", "california", "generic-iop"], {"name": "retention.years"}, 10, "california"),
        # equal values: the one that somebody looked up
        (["generic-iop", "california"], {"name": "group.max", "service": "process"}, 12, "california"),
        (["generic-iop"], {"name": "group.max", "service": "psychoeducation"}, 35, "generic-iop"),
        (
            ["california", "generic-iop"],
            {"name": "group.max", "service": "psychoeducation"},
            12,
            "california",
        ),
    ],
)
def test_the_strictest_figure_wins_and_says_whose_it_is(
    packs: list[str], ask: dict[str, str], value: float, pack: str
) -> None:
    found = rules(*packs).figure(**ask)  # type: ignore[arg-type]
    assert found is not None
    assert (found.number, found.pack) == (value, pack)


def test_of_lists_everything_is_asked_for() -> None:
    found = rules("generic-iop", "california").figure("signin.contents")
    assert found is not None
    assert found.words[:4] == ("date", "start", "end", "topic")
    assert {"member-initials", "member-signature"} <= set(found.words)
    assert found.pack == "generic-iop + california"
    assert not found.confirmed


def test_what_no_pack_asks_for_is_none_and_a_misspelt_name_is_an_error() -> None:
    assert Rules().figure("hours.min", level="iop") is None
    assert rules("generic-iop").figure("hours.min") is None  # limited to levels, and none is asked for
    assert rules("medicare-iop").number("note.business_days", 5) == 5
    with pytest.raises(KeyError):
        Rules().figure("hours.minimum")


def test_a_clinic_has_its_own_pack_and_is_told_of_one_that_is_not_there(tmp_path: Path) -> None:
    new_clinic(tmp_path)
    own(tmp_path, "county", 'name = "caseload.max"\nvalue = 3')
    own(tmp_path, "generic-iop", 'name = "caseload.max"\nvalue = 2')  # its own stands before the shipped one
    file = tmp_path / "clinic.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('packs = ["generic-iop"]', 'packs = ["county", "california", "countty"]'))
    clinic, problems = load_clinic(tmp_path)
    assert clinic is not None
    assert [(p.code, p.is_error, p.hint) for p in problems] == [("S043", False, "did you mean `county`?")]
    found = packs_of(clinic, tmp_path)
    assert [pack.id for pack in found.packs] == ["county", "california"]
    assert found.number("caseload.max", 99) == 3
    assert found.number("retention.years", 0) == 10


def test_a_pack_says_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    own(
        tmp_path, "mine",
        'name = "hours.mim"\nvalue = 9',
        'name = "hours.min"\nvalue = "nine"',
        'name = "days.min"\nvalue = 2.5',
        'name = "days.min"\nvalue = 9\nlevels = ["iop"]',
        'name = "redisclosure.notice"\nvalue = 1',
        'name = "signin.contents"\nvalue = ["date", "mood"]',
        'name = "caseload.max"\nvalue = 12',
        'name = "caseload.max"\nvalue = 13',
        'name = "days.gap"\nvalue = 2\nbands = ["grown-up"]',
    )  # fmt: skip
    path = tmp_path / "packs" / "mine.toml"
    pack, shape = load_pack(path)
    assert pack is None
    assert [p.code for p in shape] == ["F012", "F013"]
    path.write_text(
        path.read_text(encoding="utf-8").replace('"nine"', "9").replace('"grown-up"', '"adult"')
        + '[[billing]]\ncode = "X1234"\nservices = ["process"]\nunit = "session"\nsource = "s"\n'
        'date = "2026"\ngroup_min = 9\ngroup_max = 2\n',
        encoding="utf-8",
    )
    other = path.rename(path.with_name("another.toml"))
    pack, problems = load_pack(other)
    assert pack is None
    codes = sorted(p.code for p in problems)
    assert codes == ["P001", "P002", "P002", "P002", "P002", "P003", "P004", "P005"]
    assert "did you mean `hours.min`?" in [p.hint for p in problems]
    assert all(p.line > 1 for p in problems)


def test_packs_that_nothing_can_meet_are_named(tmp_path: Path) -> None:
    own(tmp_path, "tight", 'name = "hours.max"\nvalue = 8\nlevels = ["iop"]')
    tight, _ = load_pack(tmp_path / "packs" / "tight.toml")
    assert tight is not None
    found = Rules((PACKS["generic-iop"], tight)).contradictions()
    assert found == (
        "for iop, adult, hours.min is 9 (generic-iop) and hours.max is 8 (tight): nothing can meet both",
    )
    both = rules("california", "generic-iop").contradictions()
    assert both == (
        "H0015 is counted by quarter-hour (california) and by day (generic-iop); the first is used",
    )


def test_notes_are_due_in_business_days_and_crises_in_hours() -> None:
    ended = datetime(2026, 11, 25, 19, 30)  # a Wednesday, the day before Thanksgiving
    found = note_due(rules("california"), ended, holidays={date(2026, 11, 26)})
    assert found is not None
    assert found.at == datetime(2026, 12, 1, 23, 59, 59)  # Friday, Monday, Tuesday
    assert found.figure.pack == "california"
    urgent = note_due(rules("california"), ended, crisis=True)
    assert urgent is not None
    assert urgent.at == datetime(2026, 11, 26, 19, 30)
    assert note_due(rules("medicare-iop"), ended) is None
    assert add_business_days(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert next_due(rules("medicare-iop"), "certification.days", date(2026, 1, 1), level="iop") == date(
        2026, 3, 2
    )
    assert next_due(Rules(), "plan.review_days", date(2026, 1, 1)) is None


def test_every_report_carries_the_caveat() -> None:
    assert "Not legal advice" in CAVEAT
