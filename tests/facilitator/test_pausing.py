"""A pause and another level of care: facts with dates, as weeks, hours, seats and today's groups see them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import evolve

from facilitator.events import Admitted, Changed, Entry, Fact, Paused, Resumed, Undone, patient_stream
from facilitator.pauses import Pause
from facilitator.people import Census, census, demand, hours
from facilitator.timetabling.seats_ahead import seats_ahead
from facilitator.today import meetings
from facilitator.tui.patients.pausing import read_back, read_level, read_pause
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Size
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week, parse_windows

ZONE = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
WEEK, NEXT = Week.of(MONDAY), Week.of(MONDAY).shifted(1)
DAYTIME = parse_windows("mon-fri 08:00-20:00")
CLINIC = Clinic(
    name="Riverside IOP",
    timezone="UTC",
    open=DAYTIME,
    groups=(Group("skills", "skills", 60, Size(1, 3)),),
    levels=(Level("iop", Prescription(services={"skills": 180})), Level("op", Prescription())),
)


def folded(*facts: Fact) -> Census:
    first = Admitted(Patient("P-1", "iop", DAYTIME, admitted=date(2026, 10, 5)), "A.M.")
    written = datetime(2026, 11, 1, tzinfo=ZONE)
    return census(
        Entry(n, f"e{n}", written, "t1", patient_stream("P-1"), f) for n, f in enumerate((first, *facts))
    )


def timetable(week: Week) -> Timetable:
    at = [Session(d * DAY + 600, d * DAY + 660, "skills", None, (), ("P-1", "P-2")) for d in (0, 2, 4)]
    return Timetable(CLINIC.name, week, tuple(at))


def test_a_week_that_a_pause_covers_asks_for_nothing_and_one_it_touches_has_days_away() -> None:
    people = folded(Paused("P-1", date(2026, 11, 26), date(2026, 12, 6), "in hospital"))
    touched, covered, after = (demand(people, CLINIC, WEEK.shifted(n)).patients for n in range(3))
    assert [p.away for p in touched] == [(Pause(date(2026, 11, 26), date(2026, 12, 6)).away,)]
    assert covered == ()
    assert len(after) == 1


def test_without_a_last_day_it_lasts_until_somebody_is_back() -> None:
    paused = Paused("P-1", MONDAY)
    assert demand(folded(paused), CLINIC, WEEK.shifted(30)).patients == ()
    back = folded(paused, Resumed("P-1", NEXT.monday))
    assert back["P-1"].pauses == (Pause(MONDAY, date(2026, 11, 29)),)
    assert len(demand(back, CLINIC, NEXT).patients) == 1
    assert folded(paused, Resumed("P-1", MONDAY))["P-1"].pauses == (), "it never began"
    assert folded(paused, Undone("e1"))["P-1"].pauses == ()


def test_hours_of_days_away_cannot_be_reached() -> None:
    asked = demand(folded(Paused("P-1", date(2026, 11, 25))), CLINIC, WEEK).patients[0]
    found = hours(asked, CLINIC, timetable(WEEK), 0, week=WEEK)
    assert (found.scheduled, found.reachable, found.prescribed) == (180, 60, 180)


def test_who_pauses_is_not_expected_today() -> None:
    people = folded(Paused("P-1", MONDAY, date(2026, 11, 24)))

    def expected(day: date) -> list[str]:
        found = meetings(day, timetable(WEEK), CLINIC, people, (), ZONE, been=lambda *_: True)
        return [who.member for who in found[0].members]

    assert (expected(MONDAY), expected(date(2026, 11, 25))) == (["P-2"], ["P-1", "P-2"])


def test_the_seat_of_who_pauses_is_kept_and_said() -> None:
    asked = demand(folded(), CLINIC, WEEK).patients[0]
    away = evolve(asked, away=(Pause(NEXT.monday, date(2026, 12, 6)).away,))
    other = evolve(asked, id="P-2", discharge=date(2026, 11, 27))
    outlook = seats_ahead(evolve(CLINIC, patients=(away, other)), timetable(WEEK), WEEK, 3)[0]
    assert [(week.away, week.free) for week in outlook.weeks] == [((), 2), (("P-1",), 2), ((), 2)]


def test_copies_of_a_group_at_one_start_have_their_seats_together() -> None:
    """Two copies of three seats with four people: two are free, though no single copy could take all."""
    people = tuple(Patient(f"P-{n}", "iop", DAYTIME, admitted=date(2026, 10, 5)) for n in range(4))
    copies = [Session(600, 660, "skills", None, (), members) for members in (("P-0", "P-1"), ("P-2", "P-3"))]
    alone = Session(2 * DAY + 600, 2 * DAY + 660, "skills", None, (), ("P-0", "P-2"))
    week = Timetable(CLINIC.name, WEEK, (*copies, alone))
    (outlook,) = seats_ahead(evolve(CLINIC, patients=people), week, WEEK, 1)
    assert (outlook.members, outlook.cap, outlook.weeks[0].free) == (2, 3, 1), "the fewest free seats count"
    (outlook,) = seats_ahead(evolve(CLINIC, patients=people), evolve(week, sessions=tuple(copies)), WEEK, 1)
    assert (outlook.members, outlook.cap, outlook.weeks[0].free) == (4, 6, 2)


def test_another_level_holds_from_its_monday_and_later_words_keep_it() -> None:
    person = folded()["P-1"]
    made, problems = read_level(
        {"level": "op", "on": "2026-11-30", "reason": "steps down"}, person, ("iop", "op"), MONDAY
    )
    assert not problems
    assert made is not None
    painted = Changed(evolve(person.demand(MONDAY), track="day"), MONDAY, "A.M.")
    people = folded(made[0], painted)
    this, following = (demand(people, CLINIC, week).patients[0] for week in (WEEK, NEXT))
    assert [(p.level, p.track) for p in (this, following)] == [("iop", "day"), ("op", "day")]


def test_a_level_that_changes_within_a_week_counts_for_its_days() -> None:
    """Two days of three sessions a week and three of six: 1.2 + 3.6, up to 5."""
    more = Prescription(days=5, hours_min=6, hours_max=19, services={"skills": 360}, max_gap=30)
    less = Prescription(days=3, hours_min=3, services={"skills": 180}, max_gap=15, once_a_day=True)
    clinic = evolve(CLINIC, levels=(Level("iop", less), Level("php", more)))
    first, last = MONDAY, date(2026, 11, 29)

    def asked(on: date) -> tuple[str, Prescription]:
        made, _ = read_level(
            {"level": "php", "on": str(on), "reason": ""}, folded()["P-1"], ("iop", "php"), on
        )
        assert made is not None
        (patient,) = demand(folded(made[0]), clinic, WEEK).patients
        return patient.level, clinic.prescription(patient)

    assert asked(first) == ("php", more)
    assert asked(last) == ("iop", evolve(less, max_gap=30, days=3, once_a_day=False)), "a Sunday has no part"
    level, week = asked(date(2026, 11, 25))
    assert (level, week.services, week.days) == ("php", {"skills": 300}, 5)
    assert (week.hours_min, week.hours_max, week.max_gap) == (4.8, None, 30)
    assert asked(date(2026, 11, 26))[0] == "iop", "three days of five are its own"


def test_every_problem_of_the_forms_is_said() -> None:
    person = folded()["P-1"]
    made, problems = read_pause({"first": "2026-09-01", "last": "soon", "reason": ""}, person)
    assert made is None
    assert problems == ["Last day away: write it like 2026-11-30.", "A.M. is not enrolled on 2026-09-01."]
    made, problems = read_back({"on": "2026-12-24"}, person, Pause(MONDAY, NEXT.monday))
    assert made is None
    assert "lies in it" in problems[0]
    made, problems = read_level({"level": "opp", "on": "x", "reason": ""}, person, ("iop", "op"), MONDAY)
    assert made is None
    assert [words.partition(";")[0] for words in problems] == [
        "From: write it like 2026-11-30.", "There is no level 'opp'",
    ]  # fmt: skip
