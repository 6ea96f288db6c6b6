"""The census: who is in the program on which day, with which prescription, and the hours of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from facilitator.events import (
    AbsenceFollowed,
    Admitted,
    Changed,
    Covered,
    Discharged,
    Entry,
    Fact,
    PlanReviewed,
    Undone,
    patient_stream,
)
from facilitator.people import Census, Hours, census, demand, hours, people_on
from scheduler.clinic import Appointment, Clinic, Level, Patient, Prescription
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Week, parse_windows

OCTOBER = date(2026, 10, 5)  # a Monday
WEEK = Week.of(date(2026, 11, 25))
CONFIG = Clinic(
    name="Riverside IOP",
    timezone="UTC",
    open=parse_windows("mon-fri 08:00-20:00"),
    levels=(
        Level("iop", Prescription(services={"skills": 180, "process": 120},
                                  appointments=(Appointment("individual", 60, every_weeks=2),))),
        Level("op", Prescription(services={"process": 60})),
    ),
)  # fmt: skip


def patient(
    name: str = "P-1", first: date | None = OCTOBER, last: date | None = None, level: str = "iop"
) -> Patient:
    return Patient(name, level, parse_windows("mon-fri 08:00-20:00"), admitted=first, discharge=last)


def folded(*facts: Fact, written: datetime = datetime(2026, 10, 1, tzinfo=UTC)) -> Census:
    return census(entry(i, fact, written) for i, fact in enumerate(facts))


def entry(seq: int, fact: Fact, written: datetime = datetime(2026, 10, 1, tzinfo=UTC)) -> Entry:
    return Entry(seq, f"e{seq}", written, "t1", patient_stream("P-1"), fact)


def test_someone_admitted_is_there_from_the_first_day_to_the_last() -> None:
    people = folded(Admitted(patient(last=date(2026, 12, 18)), "A.M."))
    days = (date(2026, 10, 4), OCTOBER, date(2026, 12, 18), date(2026, 12, 19))
    assert [len(people_on(people, day)) for day in days] == [0, 1, 1, 0]


def test_without_a_first_day_the_stay_begins_when_it_was_written() -> None:
    person = folded(Admitted(patient(first=None), "A.M."), written=datetime(2026, 10, 7, 9, tzinfo=UTC))[
        "P-1"
    ]
    assert person.stay.first == date(2026, 10, 7)
    assert person.demand(date(2026, 10, 8)).admitted == date(2026, 10, 7)


def test_day_of_stay_counts_from_one() -> None:
    person = folded(Admitted(patient(), "A.M."))["P-1"]
    assert person.day_of_stay(OCTOBER) == 1
    assert person.day_of_stay(OCTOBER + timedelta(days=28)) == 29


def test_a_change_holds_from_its_day_on() -> None:
    people = folded(
        Admitted(patient(), "A.M."), Changed(patient(level="op"), date(2026, 11, 25), "A.Q.", goals=("rest",))
    )
    person = people["P-1"]
    assert person.demand(date(2026, 11, 24)).level == "iop"
    assert person.demand(date(2026, 11, 25)).level == "op"
    assert person.profile(date(2026, 11, 25)).initials == person.initials == "A.Q."


def test_a_discharge_ends_the_stay_and_a_change_afterwards_does_not_reopen_it() -> None:
    people = folded(
        Admitted(patient(last=date(2026, 12, 18)), "A.M."),
        Discharged("P-1", date(2026, 11, 20), "moved"),
        Changed(patient(last=date(2027, 1, 1)), date(2026, 11, 21), "A.M."),
    )
    stay = people["P-1"].stay
    assert (stay.last, stay.discharged, stay.reason) == (date(2026, 11, 20), True, "moved")
    assert not people_on(people, date(2026, 11, 21))


def test_readmission_is_a_second_stay_beside_the_first() -> None:
    people = folded(
        Admitted(patient(), "A.M."),
        Discharged("P-1", date(2026, 10, 30), "left"),
        Admitted(patient(first=date(2026, 11, 23)), "A.M.", enrollment=2),
    )
    person = people["P-1"]
    assert [(stay.number, stay.first) for stay in person.stays] == [(1, OCTOBER), (2, date(2026, 11, 23))]
    assert person.day_of_stay(date(2026, 11, 25)) == 3
    assert person.day_of_stay(date(2026, 10, 6)) == 2
    assert not people_on(people, date(2026, 11, 10))


def test_the_plan_review_falls_due_thirty_days_after_admission_or_the_last_review() -> None:
    person = folded(Admitted(patient(), "A.M."))["P-1"]
    assert person.review_due(date(2026, 10, 20), 30) == date(2026, 11, 4)
    reviewed = folded(Admitted(patient(), "A.M."), PlanReviewed("P-1", date(2026, 10, 30)))["P-1"]
    assert reviewed.review_due(date(2026, 11, 1), 30) == date(2026, 11, 29)


def test_a_review_of_an_earlier_stay_does_not_count_for_the_next() -> None:
    person = folded(
        Admitted(patient(), "A.M."),
        PlanReviewed("P-1", date(2026, 10, 28)),
        Discharged("P-1", date(2026, 10, 30), "left"),
        Admitted(patient(first=date(2026, 11, 9)), "A.M.", enrollment=2),
    )["P-1"]
    assert person.review_due(date(2026, 11, 10), 30) == date(2026, 12, 9)


def test_topics_and_outreach_are_kept_with_the_person() -> None:
    person = folded(
        Admitted(patient(), "A.M."), Covered("P-1", "urges", "s1"), AbsenceFollowed("P-1", "s2", "called")
    )["P-1"]
    assert person.covered == {"urges": "s1"}
    assert person.followed == {"s2"}


def test_what_was_undone_never_happened() -> None:
    entries = [entry(0, Admitted(patient(), "A.M.")), entry(1, Discharged("P-1", date(2026, 10, 9), "slip"))]
    assert census([*entries, entry(2, Undone("e1"))])["P-1"].stay.discharged is False


def test_facts_about_somebody_unknown_tell_nothing() -> None:
    assert (
        folded(Discharged("P-9", OCTOBER), Covered("P-9", "urges", "s1"), PlanReviewed("P-9", OCTOBER)) == {}
    )


def test_a_planned_last_day_that_passed_without_discharge_is_noticed() -> None:
    person = folded(Admitted(patient(last=date(2026, 10, 30)), "A.M."))["P-1"]
    assert [person.overdue(day) for day in (date(2026, 10, 30), date(2026, 10, 31))] == [False, True]


def test_demand_holds_only_those_whose_stay_touches_the_week() -> None:
    people = folded(
        Admitted(patient("P-1", last=WEEK.monday), "A.M."),
        Admitted(patient("P-2", last=WEEK.monday - timedelta(days=1)), "B.T."),
        Admitted(patient("P-3", first=WEEK.date(6)), "C.O."),
        Admitted(patient("P-4", first=WEEK.date(7)), "D.W."),
    )
    assert [p.id for p in demand(people, CONFIG, WEEK).patients] == ["P-1", "P-3"]


def test_a_plan_review_is_never_asked_for_before_the_record_heard_of_the_person() -> None:
    """Somebody taken in long after admission owes a review from that day, not since a date long past."""
    person = folded(Admitted(patient(), "A.M."))["P-1"]
    first = person.stay.first
    assert person.review_due(first, 30) == max(first + timedelta(days=30), person.known)
    late = evolve(person, known=first + timedelta(days=200))
    assert late.review_due(late.known, 30) == late.known
    assert evolve(late, reviews=(late.known,)).review_due(late.known, 30) == late.known + timedelta(days=30)


def test_demand_takes_what_holds_and_the_days_of_the_stay() -> None:
    people = folded(
        Admitted(patient(), "A.M."),
        Changed(patient(level="op"), WEEK.date(2), "A.M."),
        Discharged("P-1", WEEK.date(3), "done"),
    )
    (asked,) = demand(people, CONFIG, WEEK).patients
    half = "op", OCTOBER, WEEK.date(3)  # two days of each level
    assert (asked.level, asked.admitted, asked.discharge) == half
    assert demand(people, CONFIG, WEEK.shifted(1)).patients == ()


def test_coded_patients_of_the_configuration_stay_unless_the_record_knows_them() -> None:
    config = evolve(CONFIG, patients=(patient("P-1", level="op"), patient("P-8")))
    people = folded(Admitted(patient("P-1"), "A.M."))
    assert {p.id: p.level for p in demand(people, config, WEEK).patients} == {"P-1": "iop", "P-8": "iop"}


def test_hours_are_attained_scheduled_prescribed_and_reachable() -> None:
    past, coming = (
        Session(0, 90, "skills", None, (), ("P-1",)),
        Session(DAY, DAY + 60, "process", None, (), ("P-1",)),
    )
    booking = Booking(2 * DAY, 2 * DAY + 60, "individual", "P-1", None, None)
    timetable = Timetable("x", WEEK, (past, coming), (booking,))
    found = hours(patient(), CONFIG, timetable, 80, (past,), week=WEEK)
    assert found == Hours(attained=80, scheduled=150, prescribed=300, reachable=60, appointments=60,
                          appointments_prescribed=0)  # fmt: skip
    assert found.short == 160


def test_a_few_minutes_of_lateness_are_no_shortfall() -> None:
    assert Hours(attained=520, prescribed=540).short == 0
    assert Hours(attained=480, prescribed=540).short == 60


def test_nobody_is_short_of_hours_in_a_week_that_is_not_planned_yet() -> None:
    assert hours(patient(), CONFIG, None, 0, week=WEEK).short == 0
    assert hours(patient(), CONFIG, Timetable("x", WEEK), 0, week=WEEK).short == 300


def test_appointments_are_prescribed_in_the_weeks_they_fall_due() -> None:
    due = hours(patient(first=WEEK.monday), CONFIG, None, 0, week=WEEK)
    assert (due.appointments_prescribed, due.prescribed) == (60, 300)


def test_nothing_is_prescribed_outside_the_stay_or_by_a_level_that_is_gone() -> None:
    assert hours(patient(last=OCTOBER), CONFIG, None, 0, week=WEEK).prescribed == 0
    assert hours(patient(level="gone"), CONFIG, None, 0, week=WEEK).prescribed == 0


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True), st.integers(0, 450))
def test_on_any_day_the_latest_change_up_to_it_holds(offsets: list[int], asked: int) -> None:
    changes = [Changed(patient(), OCTOBER + timedelta(days=n), f"{n}") for n in offsets]
    person = folded(Admitted(patient(), "first"), *changes)["P-1"]
    before = [n for n in offsets if n <= asked]
    expected = str(max(before)) if before else "first"
    assert person.profile(OCTOBER + timedelta(days=asked)).initials == expected


@given(st.permutations(range(5)))
def test_the_order_in_which_entries_come_does_not_matter(order: list[int]) -> None:
    entries = [
        entry(0, Admitted(patient(), "A.M.")),
        entry(1, Changed(patient(level="op"), date(2026, 11, 1), "A.M.")),
        entry(2, PlanReviewed("P-1", date(2026, 11, 2))),
        entry(3, Discharged("P-1", date(2026, 11, 20), "done")),
        entry(4, Admitted(patient(first=date(2026, 12, 1)), "A.M.", enrollment=2)),
    ]
    assert census(entries[i] for i in order) == census(entries)
