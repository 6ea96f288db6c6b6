"""Random disturbances of small clinics: sound weeks, the past untouched, nothing lost that need not be."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random

from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.mend.ahead import rest_of
from scheduler.mend.happened import begin, from_now
from scheduler.mend.repair import place_admission, repair
from scheduler.mend.standing import standing
from scheduler.timetable import Timetable, Unmet
from scheduler.week import DAY, Period

SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@cache
def beginning(seed: int) -> tuple[Clinic, Timetable] | None:
    """A clinic with every feature of the format, and a week of it."""
    clinic = quirky_clinic(seed, patients=8, pins=seed % 3 == 0)
    try:
        return clinic, greedy(clinic, WEEK)
    except CannotPlace:
        return None


def disturbed(clinic: Clinic, dice: Random) -> Clinic:
    """Somebody away, a room closed, a patient away, leaving or gone, rules changed: one to three of these."""
    changes = [_staff_away, _room_closed, _patient_away, _discharged, _gone, _fewer_hours, _shorter_days]
    for change in dice.sample(changes, dice.randint(1, 3)):
        clinic = change(clinic, dice)
    return clinic


def _period(dice: Random) -> Period:
    start = WEEK.moment(dice.randint(0, 4) * DAY + 60 * dice.randint(7, 18))
    return Period(start, start + timedelta(minutes=30 * dice.randint(2, 100)))


def _staff_away(clinic: Clinic, dice: Random) -> Clinic:
    who = dice.choice(clinic.therapists)
    away = evolve(who, away=(*who.away, _period(dice)))
    return evolve(clinic, therapists=tuple(away if t is who else t for t in clinic.therapists))


def _room_closed(clinic: Clinic, dice: Random) -> Clinic:
    room = dice.choice(clinic.rooms)
    shut = evolve(room, away=(*room.away, _period(dice)))
    return evolve(clinic, rooms=tuple(shut if r is room else r for r in clinic.rooms))


def _patient_away(clinic: Clinic, dice: Random) -> Clinic:
    who = dice.choice(clinic.patients)
    away = evolve(who, away=(*who.away, _period(dice)))
    return evolve(clinic, patients=tuple(away if p is who else p for p in clinic.patients))


def _discharged(clinic: Clinic, dice: Random) -> Clinic:
    who = dice.choice(clinic.patients)
    left = evolve(who, discharge=WEEK.date(dice.randint(0, 4)))
    return evolve(clinic, patients=tuple(left if p is who else p for p in clinic.patients))


def _gone(clinic: Clinic, dice: Random) -> Clinic:
    """Somebody whom the clinic does not know any more; nobody refers to them."""
    who = dice.choice(clinic.patients).id
    groups = tuple(g for g in clinic.groups if who not in (g.members or ()))
    left = tuple(evolve(p, apart=p.apart - {who}) for p in clinic.patients if p.id != who)
    pins = tuple(p for p in clinic.pins if who not in p.members)
    if len(groups) < len(clinic.groups) or not left:
        return clinic
    return evolve(clinic, patients=left, pins=pins)


def _fewer_hours(clinic: Clinic, dice: Random) -> Clinic:
    who = dice.choice(clinic.therapists)
    tired = evolve(who, max_hours_week=dice.choice([2, 5, 9]))
    return evolve(clinic, therapists=tuple(tired if t is who else t for t in clinic.therapists))


def _shorter_days(clinic: Clinic, dice: Random) -> Clinic:
    """Prescriptions that change in the middle of a week."""
    level = clinic.levels[0]
    changed = evolve(
        level.prescription,
        days=dice.choice([None, 1, 2]),
        max_gap=dice.choice([0, 30, None]),
        day_hours_min=dice.choice([None, 2]),
        day_hours_max=dice.choice([None, 2.5]),
    )
    return evolve(clinic, levels=(evolve(level, prescription=changed),))


def total(lost: tuple[Unmet, ...]) -> int:
    return sum(short.minutes for short in lost)


@SLOW
@given(seed=st.integers(0, 60), chance=st.integers(0, 10_000))
def test_any_disturbance_leaves_a_sound_week(seed: int, chance: int) -> None:
    known = beginning(seed)
    assume(known is not None)
    assert known is not None
    clinic, timetable = known
    dice = Random(chance)
    changed = disturbed(clinic, dice)
    now = WEEK.moment(dice.randint(0, 5) * DAY + 15 * dice.randint(0, 80))
    cancelled = [(s.group, s.start) for s in timetable.sessions if dice.random() < 0.1]
    answer = repair(changed, timetable, now=now, cancelled=cancelled, time_limit=0.8, seed=chance)
    begun = begin(changed, timetable, now, cancelled)
    ahead = from_now(answer.timetable, begun)
    assert [v for v in begun.violations(ahead) if not begun.must(v)] == []
    past = [s for s in timetable.sessions if s.start < begun.now and (s.group, s.start) not in cancelled]
    assert sorted(s for s in answer.timetable.sessions if s.start < begun.now) == sorted(past)
    given = [b for b in timetable.appointments if b.start < begun.now]
    assert sorted(map(str, (b for b in answer.timetable.appointments if b.start < begun.now))) == sorted(
        map(str, given)
    )
    assert answer.lost == begun.lost(ahead)
    assert total(answer.lost) <= total(begun.lost(standing(begun, rest_of(begun).found.possible)))
    assert answer.bound <= total(answer.lost)


@SLOW
@given(seed=st.integers(0, 60), chance=st.integers(0, 10_000))
def test_any_newcomer_is_seated_without_breaking_anything(seed: int, chance: int) -> None:
    """With nobody moved where nobody needs to; never more than a few, and nobody else loses a minute."""
    known = beginning(seed)
    assume(known is not None)
    assert known is not None
    clinic, timetable = known
    dice = Random(chance)
    like = dice.choice(clinic.patients)
    new = evolve(like, id="NEW", admitted=WEEK.date(dice.randint(0, 4)) - timedelta(weeks=2), discharge=None)
    clinic = evolve(clinic, patients=(*clinic.patients, new))
    now = WEEK.moment(dice.randint(0, 4) * DAY + 15 * dice.randint(0, 80))
    answer = place_admission(clinic, timetable, "NEW", now=now, moved_at_most=2, time_limit=0.6)
    begun = begin(clinic, timetable, now)
    ahead = from_now(answer.timetable, begun)
    assert [v for v in begun.violations(ahead) if not begun.must(v)] == []
    assert len(answer.moved) <= 2
    assert [short for short in begun.lost(ahead) if short.patient != "NEW"] == []
    assert set(answer.week) == {
        item for item in answer.timetable.of_patient("NEW") if item.start >= begun.now
    }
    if answer.nobody_moved:
        others = {p.id for p in clinic.patients} - {"NEW"}
        for other in others:
            mine = [(i.start, getattr(i, "group", "")) for i in answer.timetable.of_patient(other)]
            assert mine == [(i.start, getattr(i, "group", "")) for i in timetable.of_patient(other)]
