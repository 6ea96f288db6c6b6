"""The check answers for any timetable whatever, valid or not, and notices what was done to a valid one."""

from __future__ import annotations

from random import Random

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK as QUIRKY_WEEK
from quirky import quirky_clinic
from tiny import CLINIC, booking, session, week

from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.timetable import Booking, Session, Timetable
from scheduler.validate import validate
from scheduler.week import WEEK


def anything(clinic: Clinic, rng: Random) -> Timetable:
    """Sessions and appointments thrown together from the clinic's own names."""

    def some(names: list[str], most: int) -> tuple[str, ...]:
        return tuple(rng.sample(names, min(len(names), rng.randint(0, most))))

    people, staff = [p.id for p in clinic.patients], [t.id for t in clinic.therapists]
    rooms = [None, *(room.id for room in clinic.rooms)]
    services = [a.service for a in clinic.levels[0].prescription.appointments] + ["unheard of"]
    sessions, bookings = [], []
    for _ in range(rng.randint(0, 12)):
        start = rng.randrange(0, WEEK - 120, 5)
        group = rng.choice(clinic.groups)
        end = start + rng.choice([group.minutes, 30])
        sessions.append(Session(start, end, group.id, rng.choice(rooms), some(staff, 2), some(people, 8)))
        start = rng.randrange(0, WEEK - 120, 5)
        therapist = rng.choice([None, *staff])
        bookings.append(
            Booking(start, start + 60, rng.choice(services), rng.choice(people), therapist, rng.choice(rooms))
        )
    return Timetable(clinic.name, QUIRKY_WEEK, tuple(sessions), tuple(bookings))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_any_timetable_gets_an_answer(seed: int) -> None:
    clinic, rng = quirky_clinic(seed), Random(seed)
    report = validate(clinic, anything(clinic, rng), anything(clinic, rng))
    assert all(violation.message.endswith(".") and violation.where for violation in report.violations)
    assert min(report.score.values) >= 0
    assert sum(unmet.minutes for unmet in report.unmet) == report.score.unmet_minutes


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_valid_week_with_one_thing_twice_is_not_valid(seed: int) -> None:
    clinic = quirky_clinic(seed)
    timetable = greedy(clinic, QUIRKY_WEEK)
    assert validate(clinic, timetable).violations == ()
    for name in ("sessions", "appointments"):
        items = getattr(timetable, name)
        if items:
            assert not validate(clinic, evolve(timetable, **{name: (*items, items[0])})).valid


def test_what_can_be_mended_is_marked() -> None:
    """Too few members, no room and no therapist can be mended; a closed clinic cannot."""
    report = validate(
        CLINIC,
        week(
            p2=session("process", "sat 09:00", "A", "", None),
            x=booking("medication", "B", "tue 09:00", None, minutes=30),
        ),
    )
    mendable = {violation.rule: violation.mendable for violation in report.violations}
    assert mendable == {
        "opening": False,
        "size": True,
        "facilitators": True,
        "room-fit": True,
        "appointment-staff": True,
    }
