"""Everything a clinic can ask for, solved: a clinic in which it can be had, and the nearest one in which not.

Each clinic is solved whole for its unmet minutes, and the timetable must pass the check.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve, frozen
from tiny import CLINIC, WEEK, at, clinic, moment, windows

from scheduler.clinic import Appointment, Break, Clinic, Pin, Room, Size, Therapist
from scheduler.program.candidates import place
from scheduler.program.columns import Objective
from scheduler.program.engine import Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Plan
from scheduler.search import naming
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import Start

HOUR: dict[str, Any] = {"services": {"process": 60}, "appointments": ()}  # for each of A, B, C and D
TALK: dict[str, Any] = {"services": {}, "appointments": (Appointment("individual", 60),)}
TWO, NONE = 120, 240  # minutes unmet: those of two people, everybody's


def solved(given: Clinic, *, least: bool = True) -> Timetable | None:
    """The week with the least unmet minutes, proven, or any; None where there is none."""
    found = place(given, WEEK)
    model = post_rules(Model(found))
    wanted = goals(model, None)[0] if least else Objective()
    answer = search(model.program, wanted, Effort(20.0, 1))
    assert answer.closed
    if answer.values is None:
        return None
    timetable = naming.timetable(found, Plan.of_values(found, answer.values))
    report = validate(given, timetable)
    assert report.violations == ()
    assert not least or report.score.unmet_minutes == answer.objective
    return evolve(timetable, score=report.score)


@frozen
class Feature:
    """What leaves `unmet` minutes in `given`, and `otherwise` in the clinic beside it."""

    name: str
    given: Clinic
    other: Clinic
    otherwise: int
    unmet: int = 0


def groups(**changes: Any) -> Clinic:
    """Everybody needs one hour of process; the group has these keys."""
    return clinic(level=HOUR, groups={"process": changes})


def people(level: dict[str, Any], **changes: Any) -> Clinic:
    """Everybody needs what the level says and is as `changes` say."""
    return clinic(level=level, patients=dict.fromkeys("ABCD", changes))


def alone(level: dict[str, Any], opening: str, **changes: Any) -> Clinic:
    """One therapist, t1, with these keys, in a clinic open for one stretch."""
    given = clinic(level=level, therapists={"t1": changes}, open=windows(opening))
    return evolve(given, therapists=(given.therapists[0], *given.therapists[2:]))


FEATURES = [
    Feature(
        "weekends",
        evolve(groups(), open=windows("sat 10:00-11:00")),
        evolve(groups(), open=windows("sat 10:00-10:45", "sun 10:00-10:45")),
        NONE,
    ),
    Feature(
        "fixed starts",
        evolve(groups(starts=(Start(3, 17 * 60 + 30),)), open=windows("thu 17:00-19:00")),
        evolve(groups(starts=(Start(3, 18 * 60 + 30),)), open=windows("thu 17:00-19:00")),
        NONE,
    ),
    Feature(
        "closed rosters",
        groups(members=("A", "B", "C", "D")),
        groups(members=("A", "B")),
        TWO,
    ),
    Feature(
        "closed rosters, all of them or none",
        clinic(
            level=HOUR,
            groups={"process": {"members": ("A", "B", "C", "D")}},
            patients={
                "A": {"available": windows("mon 09:00-10:00")},
                "B": {"available": windows("mon 08:00-10:00")},
            },
        ),
        clinic(
            level=HOUR,
            groups={"process": {"members": ("A", "B", "C", "D")}},
            patients={
                "A": {"available": windows("mon 09:00-10:00")},
                "B": {"available": windows("tue 09:00-10:00")},
            },
        ),
        NONE,
    ),
    Feature(
        "order",
        clinic(
            level={"services": {"process": 60, "skills": 60}, "appointments": ()},
            groups={"process": {"after": ("skills",)}, "skills": {"starts": (Start(0, 540),)}},
            open=windows("mon 08:00-11:00"),
        ),
        clinic(
            level={"services": {"process": 60, "skills": 60}, "appointments": ()},
            groups={"process": {"after": ("skills",)}, "skills": {"starts": (Start(0, 600),)}},
            open=windows("mon 08:00-11:00"),
        ),
        NONE,
    ),
    Feature(
        "room features",
        evolve(
            groups(room_features=frozenset({"video"}), size=Size(2, 4)),
            rooms=(Room("v", "group", 4, frozenset({"video", "quiet"})),),
        ),
        evolve(
            groups(room_features=frozenset({"video", "step-free"})),
            rooms=(Room("v", "group", 4, frozenset({"video"})),),
        ),
        NONE,
    ),
    Feature(
        "leaderless groups",
        evolve(
            groups(leaders=0, second_leader_above=None),
            therapists=CLINIC.therapists[2:],
            patients=tuple(evolve(p, therapist=None) for p in groups().patients),
        ),
        evolve(
            groups(leaders=1, second_leader_above=None),
            therapists=CLINIC.therapists[2:],
            patients=tuple(evolve(p, therapist=None) for p in groups().patients),
        ),
        NONE,
    ),
    Feature(
        "every few weeks",
        people(
            {"services": {}, "appointments": (Appointment("individual", 60, every_weeks=2),)},
            admitted=date(2026, 11, 18),
            available=(),
        ),
        people(
            {"services": {}, "appointments": (Appointment("individual", 60, every_weeks=2),)},
            admitted=date(2026, 11, 11),
            available=(),
        ),
        NONE,
    ),
    Feature(
        "a patient's own keys",
        clinic(level=HOUR | {"days": 0}, patients={name: {"own": {"days": 1}} for name in "AB"}),
        clinic(level=HOUR | {"days": 0}, patients={name: {"own": {"days": 0}} for name in "AB"}),
        NONE,
        TWO,
    ),
    Feature(
        "several windows a day",
        people(
            {"services": {"process": 60, "skills": 60}, "appointments": ()},
            available=windows("mon 08:00-09:00", "mon 17:00-18:00"),
        ),
        people(
            {"services": {"process": 60, "skills": 60}, "appointments": (), "max_gap": 60},
            available=windows("mon 08:00-09:00", "mon 17:00-18:00"),
        ),
        NONE,
    ),
    Feature(
        "windows that touch",
        people(HOUR, available=windows("mon 08:00-08:30", "mon 08:30-09:00")),
        people(HOUR, available=windows("mon 08:00-08:30", "mon 08:45-09:15")),
        NONE,
    ),
    Feature(
        "breaks",
        alone(TALK, "mon 10:00-14:30", pause=Break(30, (660, 840))),
        alone(TALK, "mon 10:00-14:30", pause=Break(60, (660, 840))),
        60,
    ),
    Feature(
        "hours a day",
        alone(TALK, "mon-tue 08:00-20:00", max_hours_day=2),
        alone(TALK, "mon-tue 08:00-20:00", max_hours_day=1.5),
        TWO,
    ),
    Feature(
        "hours a week",
        alone(TALK, "mon-fri 08:00-20:00", max_hours_week=4),
        alone(TALK, "mon-fri 08:00-20:00", max_hours_week=3.5),
        60,
    ),
    Feature(
        "a patient's hours",
        people({"services": {"process": 120}, "appointments": (), "day_hours_max": 2, "hours_max": 2}),
        people({"services": {"process": 120}, "appointments": (), "day_hours_max": 2, "hours_max": 1.5}),
        NONE,
    ),
    Feature(
        "at least so many hours on a day with groups",
        people({"services": {"process": 60, "skills": 60}, "appointments": (), "day_hours_min": 2}),
        people(HOUR | {"day_hours_min": 2}),
        NONE,
    ),
    Feature(
        "age bands",
        clinic(
            level=HOUR,
            groups={"process": {"band": "adolescent"}},
            patients={name: {"band": "adolescent"} for name in "AB"},
        ),
        clinic(
            level=HOUR, groups={"process": {"band": "adolescent"}}, patients={"A": {"band": "adolescent"}}
        ),
        NONE,
        TWO,
    ),
    Feature(
        "telehealth",
        evolve(groups(telehealth=True), rooms=()),
        evolve(groups(), rooms=()),
        NONE,
    ),
    Feature(
        "telehealth is within everybody's hours",
        evolve(groups(telehealth=True), open=windows("mon 08:00-09:00")),
        evolve(people(HOUR, available=windows("mon 09:00-10:00")), open=windows("mon 08:00-09:00")),
        NONE,
    ),
    Feature(
        "hybrid groups seat those on site",
        clinic(
            level=HOUR,
            groups={"process": {"telehealth": "hybrid"}},
            patients={"D": {"remote": True}},
            rooms={"room-2": {"kind": "store"}},
            open=windows("mon 08:00-09:00"),
        ),
        clinic(
            level=HOUR,
            groups={"process": {"telehealth": "hybrid"}},
            rooms={"room-2": {"kind": "store"}},
            open=windows("mon 08:00-09:00"),
        ),
        60,
    ),
    Feature(
        "hybrid groups have a room",
        evolve(groups(telehealth="hybrid"), rooms=(Room("room-1", "group", 4),)),
        evolve(people(HOUR, remote=True), rooms=(), groups=groups(telehealth="hybrid").groups),
        NONE,
    ),
    Feature(
        "appointments by telehealth need no room",
        evolve(
            people({"services": {}, "appointments": (Appointment("individual", 60, telehealth=True),)}),
            rooms=(),
        ),
        evolve(people(TALK), rooms=()),
        NONE,
    ),
    Feature(
        "a screen needs a room and nobody",
        evolve(
            people(
                {
                    "services": {},
                    "appointments": (Appointment("screen", 60, staff=False, room_kind="office"),),
                }
            ),
            open=windows("mon 08:00-12:00"),
        ),
        evolve(
            people(
                {
                    "services": {},
                    "appointments": (Appointment("screen", 60, staff=False, room_kind="office"),),
                }
            ),
            open=windows("mon 08:00-10:00"),
        ),
        TWO,
    ),
    Feature(
        "people to keep apart",
        clinic(
            level=HOUR,
            patients={"A": {"apart": frozenset("CD")}, "B": {"apart": frozenset("CD")}},
            open=windows("mon 08:00-09:00"),
        ),
        clinic(
            level=HOUR,
            patients={"A": {"apart": frozenset("CD")}, "B": {"apart": frozenset("CD")}},
            rooms={"room-2": {"kind": "store"}},
            open=windows("mon 08:00-09:00"),
        ),
        TWO,
    ),
    Feature(
        "a second facilitator for more people",
        evolve(groups(second_leader_above=3), open=windows("mon 08:00-09:00")),
        evolve(alone(HOUR, "mon 08:00-09:00"), groups=groups(second_leader_above=3).groups),
        60,
    ),
]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_what_can_be_had_is_had(feature: Feature) -> None:
    timetable = solved(feature.given)
    assert timetable is not None
    assert timetable.score.unmet_minutes == feature.unmet


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_what_cannot_be_had_is_unmet(feature: Feature) -> None:
    timetable = solved(feature.other)
    assert timetable is not None
    assert timetable.score.unmet_minutes == feature.otherwise


@pytest.mark.parametrize(("least", "can"), [(3, True), (40, False)])
def test_a_group_runs_at_least_so_often(least: int, can: bool) -> None:
    """Four people with two hours each, at least two in a session: four sessions at most."""
    given = clinic(
        level={"services": {"process": 120}, "appointments": ()}, groups={"process": {"min_per_week": least}}
    )
    timetable = solved(given, least=False)
    assert (timetable is not None) == can
    if timetable is not None:
        assert len(timetable.sessions) >= least


def test_a_group_runs_at_most_so_often() -> None:
    given = clinic(
        level={"services": {"process": 120}, "appointments": ()}, groups={"process": {"max_per_week": 1}}
    )
    timetable = solved(given)
    assert timetable is not None
    assert timetable.score.unmet_minutes == 240
    assert len(timetable.sessions) == 1


PINS = [
    (Pin(group="process", start=moment("fri 15:15")), "process fri 15:15"),
    (Pin(group="process", start=moment("fri 15:15"), room="room-2"), "room-2"),
    (Pin(group="process", start=moment("fri 15:15"), leaders=("t1", "t2")), "t1 t2"),
    (Pin(group="process", start=moment("fri 15:15"), members=("B", "D")), "B D"),
    (Pin(service="individual", patient="C", start=moment("fri 16:45")), "individual fri 16:45"),
    (Pin(service="individual", patient="C", therapist="t2"), "t2"),
    (Pin(service="individual", patient="C", room="room-2"), "room-2"),
    (
        Pin(service="medication", patient="C", start=moment("tue 08:00"), room="office-1"),
        "medication tue 08:00",
    ),
]


@pytest.mark.parametrize(("pin", "about"), PINS, ids=[about for _, about in PINS])
def test_anything_can_be_pinned(pin: Pin, about: str) -> None:
    """`solved` asks the check, which asks every pin."""
    timetable = solved(clinic(pins=(pin,)), least=False)
    assert timetable is not None
    if pin.start is not None:
        starts = {item.start for item in (*timetable.sessions, *timetable.appointments)}
        assert WEEK.minute(pin.start) in starts


IMPOSSIBLE = [
    Pin(group="process", start=moment("sat 15:15")),
    Pin(group="process", start=moment("fri 15:10")),
    Pin(group="process", start=moment("fri 15:15"), room="office-1"),
    Pin(group="process", start=moment("fri 15:15"), leaders=("rx1",)),
    Pin(group="process", start=moment("fri 15:15"), room="room-1", members=("A", "B", "C", "D")),
    Pin(service="individual", patient="C", therapist="rx1"),
    Pin(service="medication", patient="C", therapist="rx2"),
    Pin(service="individual", patient="C", start=moment("fri 19:30")),
]


@pytest.mark.parametrize("pin", IMPOSSIBLE, ids=lambda pin: f"{pin.group or pin.service} {pin.start}")
def test_a_pin_against_a_rule_leaves_no_week(pin: Pin) -> None:
    assert solved(clinic(pins=(pin,)), least=False) is None


def test_a_pinned_session_of_a_closed_group_has_its_roster() -> None:
    pin = Pin(group="process", start=moment("fri 15:15"), members=("B",))
    timetable = solved(clinic(level=HOUR, groups={"process": {"members": ("A", "B", "C")}}, pins=(pin,)))
    assert timetable is not None
    (session,) = timetable.sessions
    assert (session.start, session.members) == (at("fri 15:15"), ("A", "B", "C"))


def test_a_therapist_speaks_the_language_and_serves_the_track() -> None:
    """Of three therapists one may see everybody."""
    staff = (
        Therapist(
            "t1", frozenset({"individual"}), windows("mon-fri 08:00-20:00"), languages=frozenset({"en"})
        ),
        Therapist("t2", frozenset({"individual"}), windows("mon-fri 08:00-20:00"), tracks=frozenset({"mh"})),
        Therapist(
            "rx1", frozenset({"individual"}), windows("mon-fri 08:00-20:00"), tracks=frozenset({"sud"})
        ),
    )
    given = evolve(people(TALK, language="es", track="sud"), therapists=staff)
    timetable = solved(given)
    assert timetable is not None
    assert timetable.score.unmet_minutes == 0
    assert {booking.therapist for booking in timetable.appointments} == {"rx1"}
