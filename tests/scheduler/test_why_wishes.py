"""Why not this at that time: what forbids it, or what it would cost, counted on the week that has it."""

from __future__ import annotations

import pytest
from attrs import evolve
from test_why_reasons import T2, B
from tiny import ALWAYS, WEEK, at, windows
from whys import MONDAY, PROCESS, TALK, best_week, lone

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Patient, Size
from scheduler.timetable import Booking, Session, Timetable
from scheduler.validate import validate
from scheduler.why.wishes import Wish, WishAnswer, why_not
from scheduler.why.wishing import read_wish

SECONDS = 20.0
BOTH = {"services": {"process": 60}, "appointments": TALK}


def week_of(clinic: Clinic, *items: Session | Booking) -> Timetable:
    """A valid week of just these items."""
    week = Timetable(
        clinic.name,
        WEEK,
        tuple(item for item in items if isinstance(item, Session)),
        tuple(item for item in items if isinstance(item, Booking)),
    )
    report = validate(clinic, week)
    assert report.valid, report.violations
    return evolve(week, unmet=report.unmet)


def talk(patient: str, start: str, therapist: str = "t1", room: str = "room-1") -> Booking:
    return Booking(at(start), at(start) + 60, "individual", patient, therapist, room)


def wished(clinic: Clinic, text: str, week: Timetable | None = None) -> WishAnswer:
    return why_not(clinic, week or best_week(clinic), read_wish(text, clinic), SECONDS)


def test_a_wish_that_is_so_already() -> None:
    clinic = lone({"appointments": TALK})
    week = week_of(clinic, talk("A", "tue 09:00"))
    assert wished(clinic, "A individual tue 09:00", week).verdict == "so"
    assert wished(clinic, "A individual tue 09:00 room-2", week).verdict == "free"


NEVER = {
    "A individual sat 09:00": ("opening", "the clinic is not open on Saturday"),
    "A individual mon 12:00": ("patient-available", "A cannot come to individual of A on Monday 12:00"),
    "A process mon 09:00": ("track", "process on Monday 09:00 is for the track SUD; A is in no track."),
    "A individual mon 09:00 t2": ("therapist-available", "t2 cannot do individual of A on Monday 09:00"),
    "A individual mon 09:05": ("grid", "does not start on the 15-minute grid"),
}


@pytest.mark.parametrize("text", NEVER)
def test_a_rule_that_forbids_it_is_named_with_its_data(text: str) -> None:
    rule, words = NEVER[text]
    clinic = lone(
        BOTH,
        patient={"available": windows("mon 09:00-11:00", "sat 09:00-11:00")},
        group={"track": "SUD"},
        therapists=(lone({}).therapists[0], evolve(T2, available=windows("tue 09:00-12:00"))),
    )
    answer = wished(clinic, text)
    assert answer.verdict == "never"
    assert rule in answer.rules
    assert words in answer.because


def test_it_can_be_and_only_the_patient_moves() -> None:
    clinic = lone({"appointments": TALK}, others=(B,))
    week = week_of(clinic, talk("A", "tue 09:00"), talk("B", "tue 10:00"))
    answer = wished(clinic, "A individual wed 09:00", week)
    assert answer.verdict == "free"
    assert [str(move) for move in answer.moves] == ["A: individual Tuesday 09:00 → Wednesday 09:00"]
    assert (answer.changes, answer.unmet_minutes) == (1, 0)


def test_it_can_be_when_somebody_else_moves() -> None:
    clinic = lone({"appointments": TALK}, others=(B,))
    week = week_of(clinic, talk("A", "tue 09:00"), talk("B", "tue 10:00"))
    answer = wished(clinic, "A individual tue 10:00", week)
    assert answer.verdict == "cost"
    assert "B would change" in answer.because
    assert {move.person for move in answer.moves} == {"A", "B"}
    assert (answer.changes, answer.unmet_minutes, answer.lost) == (2, 0, ())
    assert answer.timetable is not None


def test_it_can_be_when_somebody_else_loses() -> None:
    clinic = lone(
        {"appointments": TALK}, patient={"available": MONDAY}, others=(evolve(B, available=MONDAY),)
    )
    week = week_of(clinic, talk("B", "mon 09:00"))
    answer = wished(clinic, "A individual mon 09:00", week)
    assert answer.verdict == "cost"
    assert [(u.patient, u.service, u.minutes) for u in answer.lost] == [("B", "individual", 60)]
    assert "B would lose 60 minutes of individual" in answer.because
    assert answer.unmet_minutes == 0


def test_a_group_that_others_would_come_to() -> None:
    """Two are needed: B moves from Monday to Tuesday with A."""
    clinic = lone(PROCESS, others=(B,), group={"size": Size(2, 4)})
    week = week_of(
        clinic, Session(at("mon 09:00"), at("mon 10:00"), "process", "room-1", ("t1",), ("A", "B"))
    )
    answer = wished(clinic, "A process tue 09:00", week)
    assert answer.verdict == "cost"
    assert {move.person for move in answer.moves} == {"A", "B"}
    assert answer.unmet_minutes == 0


def test_every_reason_against_it_is_named() -> None:
    """Nobody else needs the group, and its leader has a pinned talk then."""
    clinic = lone(
        BOTH,
        others=(Patient("B", "iop", ALWAYS, therapist="t1", own={"services": {}}),),
        group={"size": Size(2, 4)},
        rooms=(),
    )
    clinic = evolve(clinic, rooms=lone({}).rooms[:1])
    week = week_of(clinic, talk("B", "tue 09:00"))
    answer = wished(clinic, "A process tue 09:00", week)
    assert answer.verdict == "blocked"
    assert "few" in answer.rules
    assert "process needs 2" in answer.because


WRONG = {
    "a individual tue 09:00": ["there is no patient `a`", "did you mean `A`?"],
    "A individuel tue 09:00": ["there is no group or appointment `individuel`", "did you mean `individual`?"],
    "A individual tues 09:00": ["'tues' is not a weekday", "did you mean `tue`?"],
    "A individual tue 9:77": ["'9:77' is not a time of day"],
    "A individual tue 09:00 t3": ["there is no therapist or room `t3`"],
    "A individual": ["'A individual' is not a wish", "write it like"],
    "X procss tuesdy 25:00": [
        "there is no patient `X`",
        "did you mean `process`?",
        "did you mean `tuesday`?",
        "25:00",
    ],
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistyped_wish_says_everything_that_is_wrong(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_wish(text, lone(BOTH))
    told = str(caught.value)
    assert all(words in told for words in WRONG[text]), told


def test_a_wish_reads_as_it_is_said() -> None:
    clinic = lone(BOTH)
    wish = read_wish("A process on Tuesday at 9:00 with t1 in room-2", clinic)
    assert wish == Wish("A", "process", at("tue 09:00"), True, "t1", "room-2")
    assert str(wish) == "process on Tuesday 09:00 with t1 in room-2"
