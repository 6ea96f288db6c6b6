"""Reading the admission form: one fact, or every problem at once."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from facilitator.admission import Draft, draft_of, next_id, read
from facilitator.events import Admitted
from facilitator.people import Person, Profile, Stay
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Size, Therapist
from scheduler.week import parse_windows

OPEN = parse_windows("mon-fri 08:00-20:00")
CONFIG = Clinic(
    name="Riverside IOP",
    timezone="UTC",
    open=OPEN,
    therapists=(Therapist("t1", frozenset({"process"}), OPEN),),
    groups=(Group("evening", "process", 60, Size(3, 10), track="evening"),),
    levels=(Level("iop", Prescription()), Level("op", Prescription())),
)
GOOD = Draft(
    id="P-002", initials="B.T.", level="iop", track="evening", therapist="t1", admitted="2026-11-30",
    apart="A.M.", goals="sleep; work ", available=OPEN,
)  # fmt: skip


def person(name: str = "P-001", initials: str = "A.M.", *, left: bool = False) -> Person:
    asked = Patient(name, "iop", OPEN, admitted=date(2026, 10, 5), own={"days": 2})
    stay = Stay(1, date(2026, 10, 5), date(2026, 11, 20) if left else None, left)
    return Person(name, (stay,), (Profile(date(2026, 10, 5), asked, initials),))


PEOPLE = {"P-001": person()}


def wrong(draft: Draft, who: Person | None = None) -> dict[str, str]:
    made, problems = read(draft, CONFIG, PEOPLE, person=who)
    assert (made is None) == bool(problems)
    return {problem.field: problem.message for problem in problems}


def test_a_good_form_becomes_an_admission() -> None:
    made, problems = read(GOOD, CONFIG, PEOPLE)
    assert problems == ()
    assert made is not None
    assert (made.initials, made.goals) == ("B.T.", ("sleep", "work"))
    assert made.patient == Patient("P-002", "iop", OPEN, track="evening", therapist="t1",
                                   apart=frozenset({"P-001"}), admitted=date(2026, 11, 30))  # fmt: skip


def test_an_empty_form_names_everything_that_is_missing_at_once() -> None:
    assert wrong(Draft(band="")).keys() == {"id", "initials", "level", "band", "admitted", "available"}


def test_a_mistyped_name_gets_the_likely_one() -> None:
    found = wrong(evolve(GOOD, level="ipo", track="evenin", therapist="tl"))
    assert "did you mean `iop`?" in found["level"]
    assert "did you mean `evening`?" in found["track"]
    assert "t1" in found["therapist"]


def test_an_id_that_is_taken_offers_readmission_and_a_free_one() -> None:
    assert (
        wrong(evolve(GOOD, id="P-001"))["id"]
        == "P-001 is A.M. already; re-admit them instead, or take P-002."
    )


def test_an_id_is_one_word() -> None:
    assert "one word" in wrong(evolve(GOOD, id="B T"))["id"]


def test_days_are_dates_in_order() -> None:
    assert "2026-11-30" in wrong(evolve(GOOD, admitted="tomorrow"))["admitted"]
    assert "before the first day" in wrong(evolve(GOOD, discharge="2026-11-29"))["discharge"]
    assert wrong(evolve(GOOD, admitted="30 Nov 2026", discharge="18.12.2026")) == {}


def test_apart_understands_ids_and_initials_that_are_somebody() -> None:
    assert "Nobody here is 'P-00'" in wrong(evolve(GOOD, apart="P-00"))["apart"]
    people = {**PEOPLE, "P-003": person("P-003")}
    _, problems = read(GOOD, CONFIG, people)
    assert "could be P-001, P-003" in problems[0].message


def test_changing_keeps_the_id_and_the_persons_own_prescription() -> None:
    who = PEOPLE["P-001"]
    made, problems = read(evolve(draft_of(who, date(2026, 11, 25)), level="op"), CONFIG, PEOPLE, person=who)
    assert problems == ()
    assert made is not None
    assert (made.patient.id, made.patient.level, made.patient.own) == ("P-001", "op", {"days": 2})


def test_a_second_stay_begins_after_the_first() -> None:
    who = person(left=True)
    draft = draft_of(who, date(2026, 11, 25), again=True)
    assert draft.discharge == ""
    assert wrong(draft, who) == {}
    assert "begin after it" in wrong(evolve(draft, admitted="2026-11-20"), who)["admitted"]


def test_nobody_is_kept_apart_from_themselves() -> None:
    assert "themselves" in wrong(evolve(draft_of(PEOPLE["P-001"], date(2026, 11, 25)), apart="P-001"),
                                 PEOPLE["P-001"])["apart"]  # fmt: skip


def test_the_next_id_follows_the_highest() -> None:
    assert next_id({}) == "P-001"
    assert next_id({"P-041": person("P-041"), "X": person("X")}) == "P-042"


@given(st.builds(Draft, *[st.text(max_size=12) for _ in range(13)]))
def test_whatever_is_typed_gives_an_admission_or_sentences(draft: Draft) -> None:
    made, problems = read(draft, CONFIG, PEOPLE)
    assert (made is None) == bool(problems)
    assert all(problem.message.rstrip().endswith((".", "?")) for problem in problems)


@given(st.text(max_size=40))
def test_no_control_character_reaches_a_fact(words: str) -> None:
    made, _ = read(evolve(GOOD, name=words + "\x1b]2;x\x07", goals=words + "\x9b"), CONFIG, PEOPLE)
    assert made is not None
    fact = Admitted(made.patient, made.initials, made.name, goals=made.goals)
    assert not any(c in fact.name + "".join(fact.goals) for c in "\x1b\x07\x9b")
