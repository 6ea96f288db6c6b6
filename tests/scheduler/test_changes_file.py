"""Files of changes: what is written is read back, every problem stands at its place, nothing raises."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from test_round_trips import spoiled
from tiny import ALWAYS, CLINIC, WEEK, moment, week

from curricula.diagnostics import Diagnostic
from scheduler.clinic import Appointment, Group, Level, Patient, Pin, Prescription, Room, Size
from scheduler.files.change_file import dump_changes, load_changes
from scheduler.mend.changes import (
    Absent,
    Admitted,
    Away,
    Cancelled,
    Change,
    Closed,
    Discharged,
    Holiday,
    Pinned,
    Put,
    applied,
)
from scheduler.week import DAY, parse_windows
from scheduler.week import WEEK as MINUTES


def read(text: str) -> tuple[tuple[Change, ...] | None, list[Diagnostic]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "change.toml"
        path.write_text(text, encoding="utf-8")
        return load_changes(path, CLINIC, WEEK, week())


def problems(text: str) -> list[str]:
    """`line:column code message`, by place."""
    return [f"{d.line}:{d.column} {d.code} {d.message}" for d in read(text)[1]]


def only(text: str) -> Change:
    changes, found = read(f"format = 1\n{text}")
    assert found == []
    assert changes is not None
    assert len(changes) == 1
    return changes[0]


class TestReading:
    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("closed = [2026-11-26]", Holiday(WEEK.date(3))),
            (
                '[[away]]\ntherapist = "t1"\nfrom = 2026-11-24\nto = 2026-11-25',
                Away("t1", moment("tue 00:00"), moment("thu 00:00")),
            ),
            (
                '[[away]]\ntherapist = "t1"\nfrom = 2026-11-25T14:00:00',
                Away("t1", moment("wed 14:00"), WEEK.moment(MINUTES)),
            ),
            (
                '[[absent]]\npatient = "A"\nfrom = 2026-11-25T14:00:00\nto = 2026-11-25',
                Absent("A", moment("wed 14:00"), moment("thu 00:00")),
            ),
            (
                '[[close]]\nroom = "room-1"\nfrom = 2026-11-23',
                Closed("room-1", moment("mon 00:00"), moment("tue 00:00")),
            ),
            ('[[admit]]\npatient = "D"', Admitted("D")),
            ('[[discharge]]\npatient = "A"\ndate = 2026-11-24', Discharged("A", WEEK.date(1))),
            (
                '[[cancel]]\ngroup = "process"\nstart = 2026-11-25T09:00:00',
                Cancelled("process", moment("wed 09:00")),
            ),
            (
                '[[therapists]]\nid = "t1"\navailable = ["mon 08:00-21:00"]',
                Put(evolve(CLINIC.therapists[0], available=parse_windows("mon 08:00-21:00"))),
            ),
            ('[[rooms]]\nid = "room-1"\ncapacity = 9', Put(evolve(CLINIC.rooms[0], capacity=9))),
            (
                '[[rooms]]\nid = "room-9"\nkind = "group"\ncapacity = 9',
                Put(Room("room-9", "group", 9)),
            ),
            (
                '[[levels]]\nid = "iop"\ndays = 5',
                Put(Level("iop", evolve(CLINIC.levels[0].prescription, days=5))),
            ),
            (
                '[[patients]]\nid = "A"\ndays = 2\napart = ["B"]',
                Put(evolve(CLINIC.patients[0], own={"days": 2}, apart=frozenset("B"))),
            ),
            (
                '[[pins]]\ngroup = "process"\nstart = 2026-11-25T09:00:00\nmembers = ["A"]',
                Pinned(Pin(group="process", start=moment("wed 09:00"), members=("A",))),
            ),
        ],
    )
    def test_each_table(self, text: str, change: Change) -> None:
        assert only(text) == change

    def test_what_is_new_may_be_named_in_the_same_file(self) -> None:
        changes, found = read(
            'format = 1\n[[patients]]\nid = "E"\nlevel = "iop"\navailable = ["mon-fri 08:00-20:00"]\n'
            'therapist = "t1"\nprescriber = "rx1"\n[[admit]]\npatient = "E"\n'
        )
        assert found == []
        assert changes is not None
        assert applied(CLINIC, changes, WEEK).patients[-1].id == "E"


class TestProblems:
    def test_everything_at_once_with_its_place(self) -> None:
        assert problems(
            'format = 1\nclosed = ["2026-11-26"]\n'
            '[[away]]\ntherapist = "t3"\nfrom = 2026-11-24\n'
            '[[absent]]\npatient = "t1"\nfrom = 2026-11-24T08:00:00\nto = 2026-11-23\n'
            '[[close]]\nroom = "room-1"\nfrom = 2026-12-24\n'
            '[[cancel]]\ngroup = "process"\nstart = 2026-11-24T09:00:00\n'
            '[[therapists]]\nid = "t1"\nservces = []\n'
            '[[therapists]]\nid = "t33"\nmax_hours_day = 30\n'
            '[[patients]]\nid = "A"\nlevel = "ipo"\n'
            '[[rooms]]\nid = "room-1"\ncapacity = 0\n'
        ) == [
            "2:11 F012 `closed[1]` must be a date, not text",
            "4:13 S012 there is no therapist `t3`",
            "7:11 S012 there is no patient `t1`",
            "9:6 S010 this ends (2026-11-23) before it starts (2026-11-24 08:00)",
            "12:8 S024 2026-12-24 is not in week 2026-W48",
            "15:9 S042 process does not meet Tuesday 09:00",
            "18:1 F010 unknown key `servces` in [[therapists]]",
            "20:6 S012 there is no therapist `t33`, and a new one needs services, available",
            "21:17 F015 `max_hours_day` must be at most 24, not 30.0",
            "24:9 S012 there is no level `ipo`",
            "27:12 F015 `capacity` must be at least 1, not 0",
        ]

    def test_a_guess_for_a_mistyped_key_of_a_known_thing(self) -> None:
        found = read('format = 1\n[[therapists]]\nid = "t1"\nservces = []\n')[1]
        assert [d.hint for d in found] == ["did you mean `services`?"]

    def test_what_the_rest_of_the_clinic_rules_out_names_its_table(self) -> None:
        assert problems('format = 1\n[[groups]]\nid = "skills"\nservice = "skillz"\n') == [
            "1:1 S016 with these changes, in [[levels]] iop of the clinic: "
            "no group offers the prescribed service `skills`"
        ]

    def test_the_last_day_of_the_calendar(self) -> None:
        end = "9999-12-31"
        assert problems(
            f'format = 1\nclosed = [{end}]\n[[away]]\ntherapist = "t1"\nfrom = {end}\n'
            f'[[discharge]]\npatient = "A"\ndate = {end}\n[[therapists]]\nid = "t1"\naway = [{end}]\n'
        ) == [
            "2:11 S024 9999-12-31 is not in week 2026-W48",
            "5:8 S024 9999-12-31 is not in week 2026-W48",
            "8:8 S024 9999-12-31 is after week 2026-W48",
        ]

    def test_somebody_of_an_unknown_level(self) -> None:
        assert problems('format = 1\n[[patients]]\nid = "A"\nlevel = "0op"\n') == [
            "4:9 S012 there is no level `0op`"
        ]

    def test_advice_only_about_what_is_new(self) -> None:
        changes, found = read('format = 1\n[[rooms]]\nid = "room-3"\nkind = "studio"\ncapacity = 3\n')
        assert changes is not None
        assert found == []
        changes, found = read('format = 1\n[[groups]]\nid = "skills"\nroom_kind = "studio"\n')
        assert changes is not None
        assert [(d.line, d.code, d.is_error) for d in found] == [(4, "S033", False)]

    def test_a_pin_that_breaks_a_rule(self) -> None:
        text = 'format = 1\n[[pins]]\ngroup = "process"\nstart = 2026-11-25T21:00:00\nmembers = ["A"]\n'
        assert [p.partition(":")[0] for p in problems(text)] == ["2"]
        assert "S023" in problems(text)[0]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "1:1 F011 `format` is missing"),
            ("format = 1\n", "1:1 S042 nothing changes in this file"),
            ("format = 2\n", "1:10 F015 this file has format 2; this release reads format 1"),
            ('format = 1\nweek = "2026-W48"\n', "2:1 S002 this is a timetable, not a file of changes"),
            ('timezone = "UTC"\n', "1:1 S002 this is a clinic, not a file of changes"),
            ('format = 1\naway = "t1"\n', "2:8 F012 `away` must be a list, not text"),
            ("format = 1\nrooms = [1, 2]\n", "2:10 F012 `rooms[1]` must be a table, not a whole number"),
            ("format = 1\n[[rooms]]\ncapacity = 3\n", "2:1 F011 `id` is missing in [[rooms]]"),
        ],
    )
    def test_the_first_of(self, text: str, told: str) -> None:
        assert problems(text)[0] == told

    def test_a_missing_file_and_a_folder(self, tmp_path: Path) -> None:
        assert [d.code for d in load_changes(tmp_path / "none.toml", CLINIC, WEEK)[1]] == ["F001"]
        assert [d.code for d in load_changes(tmp_path, CLINIC, WEEK)[1]] == ["F002"]


# --- round trips and hostile files --------------------------------------------------------------------------

MINUTE = st.integers(0, MINUTES - 1)
SPANS = st.tuples(MINUTE, st.integers(1, 3 * DAY)).map(
    lambda pair: (WEEK.moment(pair[0]), WEEK.moment(pair[0] + pair[1]))
)
DAYS = st.integers(0, 6).map(WEEK.date)
HAPPENINGS = st.one_of(
    st.builds(lambda name, span: Away(name, *span), st.sampled_from(["t1", "t2", "rx1"]), SPANS),
    st.builds(lambda name, span: Absent(name, *span), st.sampled_from("ABC"), SPANS),
    st.builds(lambda name, span: Closed(name, *span), st.sampled_from(["room-1", "office-1"]), SPANS),
    st.just(Cancelled("process", moment("wed 09:00"))),
    st.builds(Holiday, DAYS),
)
THINGS = st.one_of(
    st.builds(lambda n: Put(evolve(CLINIC.rooms[0], capacity=n)), st.integers(1, 99)),
    st.builds(lambda n: Put(Room("new", "group", n)), st.integers(1, 99)),
    st.builds(lambda n: Put(evolve(CLINIC.therapists[1], max_hours_day=n)), st.sampled_from([None, 5, 7.5])),
    st.builds(lambda n: Put(evolve(CLINIC.groups[0], minutes=n)), st.integers(1, 90)),
    st.just(Put(Group("more", "skills", 45, Size(1, 9), leaders=0))),
    st.builds(lambda n: Put(Level("php", Prescription(days=n, services={"skills": 60}))), st.integers(1, 5)),
    st.just(Put(Patient("E", "iop", ALWAYS, own={"appointments": (Appointment("individual", 50),)}))),
    st.builds(lambda own: Put(evolve(CLINIC.patients[3], own={"days": own})), st.integers(0, 7)),
)


def key(change: Change) -> object:
    return change.item.id if isinstance(change, Put) else change


CHANGES = st.tuples(
    st.lists(HAPPENINGS, max_size=5, unique=True),
    st.lists(THINGS, max_size=4, unique_by=key),
    st.lists(st.just(Admitted("D")), max_size=1),
    st.lists(st.builds(Discharged, st.sampled_from("ABC"), DAYS), max_size=3, unique_by=lambda c: c.patient),
).map(lambda parts: [change for part in parts for change in part])


@settings(max_examples=80, deadline=None)
@given(CHANGES.filter(bool))
def test_changes_that_are_written_are_read_back(changes: list[Change]) -> None:
    found, told = read(dump_changes(changes))
    assert [d.render() for d in told if d.is_error] == []
    assert found is not None
    assert len(found) == len(changes)
    assert all(change in changes for change in found)
    applied(CLINIC, found, WEEK)


GOOD = dump_changes(
    [
        Away("t1", moment("wed 08:00"), moment("thu 12:00")),
        Absent("A", moment("tue 00:00"), moment("wed 00:00")),
        Admitted("D"),
        Discharged("B", WEEK.date(3)),
        Closed("room-1", moment("tue 00:00"), moment("wed 00:00")),
        Cancelled("process", moment("wed 09:00")),
        Holiday(WEEK.date(4)),
        Put(Room("new", "group", 8)),
        Put(evolve(CLINIC.patients[0], own={"days": 4})),
    ]
)


@settings(max_examples=60, deadline=None)
@given(spoiled(GOOD))
def test_no_file_of_changes_raises(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "change.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        changes, found = load_changes(path, CLINIC, WEEK, week())
    assert (changes is None) == any(problem.is_error for problem in found)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in found)
    if changes is not None:
        applied(CLINIC, changes, WEEK)
