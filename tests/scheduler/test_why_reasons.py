"""A reason is a smallest set: each of its causes is needed, and without any one of them the hour is met."""

from __future__ import annotations

import pytest
from attrs import evolve
from tiny import ALWAYS, moment, windows
from whys import MONDAY, PROCESS, TALK, best_week, lone

from scheduler.clinic import Clinic, Group, Patient, Pin, Room, Size, Start, Therapist
from scheduler.validate import validate
from scheduler.why.answers import Answer, answer

SECONDS = 20.0
B = Patient("B", "iop", ALWAYS, therapist="t1")
T2 = Therapist("t2", frozenset({"process", "individual"}), ALWAYS)
ROOM = Room("room-3", "group", 4)
BOTH = {"services": {"process": 60}, "appointments": TALK}
LATER = Group("later", "skills", 60, Size(1, 4), starts=(Start(0, 540),), after=("process",))


def why(clinic: Clinic) -> Answer:
    week = best_week(clinic)
    return answer(clinic, week, week.unmet[0], SECONDS)


def changed(clinic: Clinic, **values: object) -> Clinic:
    """The clinic with other values for the level's prescription."""
    level = clinic.levels[0]
    return evolve(clinic, levels=(evolve(level, prescription=evolve(level.prescription, **values)),))


def of_group(clinic: Clinic, **values: object) -> Clinic:
    return evolve(clinic, groups=tuple(evolve(group, **values) for group in clinic.groups))


def free(clinic: Clinic) -> Clinic:
    """Everybody may come at any time."""
    return evolve(clinic, patients=tuple(evolve(p, available=ALWAYS) for p in clinic.patients))


TIGHT = lone(BOTH, patient={"available": MONDAY})
AWAY = lone(
    {"appointments": TALK}, patient={"available": MONDAY}, therapist={"available": windows("tue 9:00-12:00")}
)
SHORT = lone({"appointments": TALK}, therapist={"max_hours_week": 1}, others=(B,))
ONE_ROOM = lone(
    {"appointments": TALK},
    patient={"available": MONDAY},
    others=(evolve(B, available=MONDAY),),
    rooms=(Room("room-1", "group", 4),),
    therapists=(lone({}).therapists[0], T2),
)
FEW = lone(PROCESS, group={"size": Size(2, 4)})
FULL = lone(
    PROCESS, patient={"available": MONDAY}, others=(evolve(B, available=MONDAY),), group={"size": Size(1, 1)}
)
DAYS = lone({"services": {"process": 120}, "days": 1, "once_a_day": True})
CEILING = lone({**BOTH, "hours_max": 1})
LONG_DAY = lone({**BOTH, "day_hours_max": 1}, patient={"available": windows("mon 09:00-12:00")})
GAP = lone(
    {**BOTH, "max_gap": 0},
    group={"starts": (Start(0, 540),), "leaders": 0},
    therapist={"available": windows("mon 11:00-12:00")},
)
APART = lone(
    PROCESS,
    patient={"available": MONDAY, "apart": frozenset("B")},
    others=(evolve(B, available=MONDAY),),
)
STARTS = lone(PROCESS, group={"starts": (Start(6, 540),)})
RUNS = lone({"services": {"process": 120}}, group={"max_per_week": 1})
ROSTER = lone(
    PROCESS,
    group={"members": ("A", "B")},
    others=(evolve(B, available=windows("sun 09:00-10:00"), own={"services": {}}),),
)
AFTER = lone(
    {"services": {"process": 60, "skills": 60}},
    group={"starts": (Start(4, 540),)},
    therapist={"services": frozenset({"process", "skills"})},
)
AFTER = evolve(AFTER, groups=(*AFTER.groups, LATER))
PINNED = lone(
    BOTH,
    group={"starts": (Start(0, 540),)},
    pins=(Pin(service="individual", patient="A", start=moment("mon 09:00")),),
    therapists=(lone({}).therapists[0], T2),
)

CASES = {
    "times and rest": (TIGHT, {"times": free(TIGHT), "rest": changed(TIGHT, appointments=())}),
    "staff away": (AWAY, {"times": free(AWAY), "staff": evolve(AWAY, therapists=(*AWAY.therapists, T2))}),
    "staff hours": (SHORT, {"staff": evolve(SHORT, therapists=(*SHORT.therapists, T2))}),
    "room": (ONE_ROOM, {"times": free(ONE_ROOM), "room": evolve(ONE_ROOM, rooms=(*ONE_ROOM.rooms, ROOM))}),
    "few": (FEW, {"few": of_group(FEW, size=Size(1, 4))}),
    "full": (
        FULL,
        {
            "times": free(FULL),
            "staff": evolve(FULL, therapists=(*FULL.therapists, T2)),
            "full": of_group(FULL, size=Size(1, 2)),
        },
    ),
    "days": (DAYS, {"days": changed(DAYS, days=2), "once-a-day": changed(DAYS, once_a_day=False)}),
    "ceiling": (
        CEILING,
        {"rest": changed(CEILING, appointments=()), "hours-ceiling": changed(CEILING, hours_max=2)},
    ),
    "day hours": (
        LONG_DAY,
        {
            "times": free(LONG_DAY),
            "rest": changed(LONG_DAY, appointments=()),
            "day-hours": changed(LONG_DAY, day_hours_max=2),
        },
    ),
    "apart": (
        APART,
        {
            "times": free(APART),
            "staff": evolve(APART, therapists=(*APART.therapists, T2)),
            "apart": evolve(APART, patients=tuple(evolve(p, apart=frozenset()) for p in APART.patients)),
        },
    ),
    "starts": (STARTS, {"starts": of_group(STARTS, starts=None)}),
    "runs": (RUNS, {"runs": of_group(RUNS, max_per_week=2)}),
    "roster": (ROSTER, {"roster": of_group(ROSTER, members=None)}),
}


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_needed_and_no_other(name: str) -> None:
    given, removed = CASES[name]
    found = why(given)
    assert found.proven
    assert set(found.causes) == set(removed), found.unmet.because
    for cause, clinic in removed.items():
        assert not [u for u in best_week(clinic).unmet if u.service == found.unmet.service], cause


@pytest.mark.parametrize(
    ("clinic", "cause", "without"),
    [
        (GAP, "gap", changed(GAP, max_gap=120)),
        (AFTER, "after", evolve(AFTER, groups=tuple(evolve(g, after=()) for g in AFTER.groups))),
        (PINNED, "pins", evolve(PINNED, pins=())),
    ],
    ids=["gap", "after", "pins"],
)
def test_what_stands_between_two_things_is_named(clinic: Clinic, cause: str, without: Clinic) -> None:
    assert cause in why(clinic).causes
    assert not best_week(without).unmet


SENTENCES = {
    "times and rest": "2:00 are prescribed and {who} can come only Monday 09:00-10:00, which holds 1:00",
    "staff away": "{who} can come only Monday 09:00-10:00; then t1 is there only Tuesday 09:00-12:00.",
    "staff hours": "t1 may work no more than 1:00 a week.",
    "room": "{who} can come only Monday 09:00-10:00; then room-1 is in use.",
    "few": "process needs 2 people, and only one person could be in it.",
    "days": "Groups are prescribed on one day a week at most, and each group service may be had once a day",
    "ceiling": "2:00 are prescribed, and a week may have no more than 1:00.",
    "starts": "process meets only Sunday 09:00.",
    "runs": "process runs as often as it may, once a week.",
    "roster": "process needs everybody on its roster (A and B).",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_sentence_names_people_days_and_times(name: str) -> None:
    told = why(CASES[name][0]).unmet
    assert told.because.startswith(SENTENCES[name].format(who=told.patient))


COUNTED = {
    "A has no time in this week when the clinic is open.": lone(
        PROCESS, patient={"available": windows("sun 09:00-10:00")}
    ),
    "No process group is open to A: process is for the track SUD, A is on no track.": lone(
        PROCESS, group={"track": "SUD"}
    ),
    "No whole number of sessions makes 90 minutes of process; 60 come closest.": lone(
        {"services": {"process": 90}}
    ),
    "There are no therapists, so nobody can give process.": lone(
        PROCESS, therapists=(), patients=(Patient("A", "iop", ALWAYS),)
    ),
    "There is no room of kind 'group' for process.": lone(PROCESS, rooms=()),
    "A can come only Monday 09:00-09:30, never for 60 minutes in one piece, which process takes.": lone(
        PROCESS, patient={"available": windows("mon 09:00-09:30")}
    ),
    "Nobody may lead process to A: nobody is credentialed for process.": lone(
        PROCESS, therapist={"services": frozenset({"individual"})}
    ),
}


@pytest.mark.parametrize("told", COUNTED)
def test_what_anybody_can_count_is_said_without_the_solver(told: str) -> None:
    found = why(COUNTED[told])
    assert found.causes == ("counted",)
    assert found.unmet.because == told


def test_what_is_simply_not_used_is_said() -> None:
    given = lone(PROCESS)
    empty = evolve(best_week(given), sessions=(), appointments=())
    week = evolve(empty, unmet=validate(given, empty).unmet)
    found = answer(given, week, week.unmet[0], SECONDS)
    assert found.free
    assert found.unmet.because.startswith("Nothing forbids it")
