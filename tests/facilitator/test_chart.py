"""A person's chart, folded: contacts and their notes, measures, goals, clocks, and the history of fields."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from facilitator.chart.chart import chart
from facilitator.chart.clocks import certification_due, follow_ups, kept, measures_due
from facilitator.chart.contact_draft import ContactDraft, draft_of, read, relatives
from facilitator.chart.contacts import contact_guards, facts, note, to_sign, unsigned
from facilitator.chart.goals import open_words
from facilitator.chart.history import history
from facilitator.chart.measures import GAD7, PHQ9, due, plot, score
from facilitator.events import (
    Admitted,
    Certified,
    Changed,
    ContactWritten,
    Discharged,
    Entry,
    Fact,
    GoalClosed,
    GoalSet,
    HoldLifted,
    HoldPlaced,
    MeasureTaken,
    NoteDrafted,
    OutcomeWritten,
    Relative,
    TaskDone,
    TaskSet,
    Undone,
    patient_stream,
)
from facilitator.notes.guards import Around, Other, stops
from facilitator.people import census
from scheduler.clinic import Patient
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import shipped

ZONE = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)
PERSON = Patient("P-1", "iop", (), therapist="t1", admitted=date(2026, 10, 5))
ADMITTED = Admitted(PERSON, "A.M.", goals=("Sleep six hours", "Thirty days"))
CONTACT = ContactWritten("c1", "P-1", "individual", NOON, 50, "t1", done="Looked at the week.")


def written(*facts: Fact, at: datetime = NOON + timedelta(hours=1)) -> list[Entry]:
    return [Entry(n, f"e{n}", at, "t1", patient_stream("P-1"), fact) for n, fact in enumerate(facts, 1)]


# --- contacts -------------------------------------------------------------------------------------------


def test_a_contact_is_corrected_until_it_is_signed_and_never_after() -> None:
    later = evolve(CONTACT, minutes=45)
    found = chart(written(CONTACT, later)).contacts["c1"]
    assert found.fact.minutes == 45
    fact = unsigned(found, "t1", NOON, ZONE)
    signed = chart(written(CONTACT, later, fact, evolve(CONTACT, minutes=5))).contacts["c1"]
    assert signed.fact.minutes == 45
    assert note(signed, ZONE).facts == fact.facts
    assert to_sign([found]) == (found,)
    assert to_sign([signed, evolve(found, fact=evolve(CONTACT, outcome="cancelled"))]) == ()


def test_facts_name_relatives_with_their_consents_and_both_times_of_a_late_entry() -> None:
    family = evolve(
        CONTACT, service="family", company=(Relative("mother", "consent of 2 Nov"), Relative("brother"))
    )
    late = chart(written(family, OutcomeWritten("c1", "P-1", "will come again", date(2026, 11, 26)),
                         at=NOON + timedelta(days=2))).contacts["c1"]  # fmt: skip
    assert facts(late, ZONE, {"t1": "J. O., LMFT"}).splitlines() == [
        "Tue 24 Nov 2026, 12:00 to 12:50.",
        "Family, in person.",
        "50 minutes with J. O., LMFT.",
        "Also present: mother (consent of 2 Nov), brother (no consent written).",
        "Outcome 26 Nov 2026: will come again",
        "Late entry: written Thu 26 Nov 2026 12:00.",
    ]
    missed = chart(written(evolve(CONTACT, outcome="no-show"))).contacts["c1"]
    assert facts(missed, ZONE).splitlines() == [
        "Tue 24 Nov 2026, 12:00.",
        "Individual. Did not come; 0 minutes.",
    ]


def test_a_contact_has_the_guards_of_a_group_note_and_its_own() -> None:
    def codes(fact: ContactWritten, response: str = "", near: Around | None = None) -> set[str]:
        draft = NoteDrafted("c1", "P-1", response, "Two plans made and kept.", "Sleep six hours")
        words = note(chart(written(fact, draft)).contacts["c1"], ZONE)
        return {guard.code for guard in contact_guards(fact, words, near or Around())}

    assert codes(CONTACT) == {"empty-response"}
    assert codes(evolve(CONTACT, done=""), "Spoke.") == {"nothing-done"}
    near = Around(
        others=(Other("P-2", "B.T.", words="Named three signs of an urge and waited one out"),), flag="open"
    )
    copied = "Named three signs of an urge and waited one out"
    assert codes(CONTACT, f"{copied} B.T.", near) >= {"near-copy", "names-another", "flag-open"}
    screen = evolve(CONTACT, service="screen")
    assert codes(screen) == set(), "its result is its note"
    bare = evolve(screen, done="")
    assert stops(contact_guards(bare, note(chart(written(bare)).contacts["c1"], ZONE), Around()))
    assert codes(evolve(CONTACT, company=(Relative("mother"),)), "Spoke.") == {"no-consent"}


def test_what_is_typed_is_read_or_every_problem_is_said() -> None:
    typed = ContactDraft(
        "Case Management", "2026-11-24", "930", "25", "pho", "k", "mother (consent); aunt", "shelter"
    )
    made, problems = read(typed, CONTACT, NOON, ZONE)
    assert problems == ()
    assert made is not None
    assert (made.service, made.mode, made.outcome, made.minutes) == ("case-management", "phone", "kept", 25)
    assert made.starts == datetime(2026, 11, 24, 9, 30, tzinfo=ZONE)
    assert made.company == (Relative("mother", "consent"), Relative("aunt"))
    assert read(draft_of(made, ZONE), CONTACT, NOON, ZONE) == (made, ())
    wrong, problems = read(ContactDraft("", "24.11.", "25:00", "x", "mail", "maybe"), CONTACT, NOON, ZONE)
    assert wrong is None
    assert {problem.field for problem in problems} == {"service", "day", "minutes", "mode", "outcome"}
    ahead, problems = read(evolve(typed, day="2026-11-26"), CONTACT, NOON, ZONE)
    assert ahead is None
    assert "still to come" in problems[0].message
    assert relatives(" ; ") == ()


# --- measures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "total", "severity"),
    [
        *((PHQ9, total, words) for total, words in (
            (0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
            (15, "moderately severe"), (19, "moderately severe"), (20, "severe"), (27, "severe"),
        )),
        *((GAD7, total, words) for total, words in (
            (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "severe"),
            (21, "severe"),
        )),
    ],
)  # fmt: skip
def test_scores_meet_their_cuts(measure: object, total: int, severity: str) -> None:
    assert measure in (PHQ9, GAD7)
    which = PHQ9 if measure is PHQ9 else GAD7
    answers = [min(3, max(0, total - 3 * n)) for n in range(len(which.items))]
    found = score(which, answers)
    assert (found.total, found.severity, found.missing) == (total, severity, 0)


def test_a_missing_item_is_incomplete_and_the_safety_item_counts_alone() -> None:
    assert (len(PHQ9.items), len(GAD7.items)) == (9, 7)
    found = score(PHQ9, [0, 0, 0, None, 0, 0, 0, 0, 1])
    assert (found.total, found.words, found.safety) == (None, "incomplete, 1 item missing", True)
    assert score(PHQ9, [3]).words == "incomplete, 8 items missing"
    assert not score(PHQ9, [3] * 8 + [0]).safety
    assert not score(PHQ9, [3] * 8 + [None]).safety, "not answered says nothing"
    assert not score(GAD7, [3] * 7).safety


def test_a_plot_names_severities_and_marks_what_is_incomplete() -> None:
    points = [(date(2026, 11, 2), score(PHQ9, [3] * 9)), (date(2026, 11, 16), score(PHQ9, [3]))]
    rows = plot(PHQ9, points)
    assert "20 severe" in rows[1]
    assert rows[0].endswith("█     ")
    assert "27   ? " in rows[-2]
    assert "02 Nov 2026 to 16 Nov 2026" in rows[-1]
    assert plot(PHQ9, []) == []


def test_measures_fall_due_by_the_rhythm_of_the_pack() -> None:
    (person,) = census(written(ADMITTED)).values()
    rules = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))
    taken = MeasureTaken("P-1", "phq-9", NOON, (1,) * 9)
    clocks = measures_due(rules, person, chart(written(ADMITTED, taken)), NOON.date(), ZONE)
    assert [(clock.what, clock.on) for clock in clocks] == [
        ("PHQ-9", date(2026, 12, 8)), ("GAD-7", date(2026, 10, 5)),
    ]  # fmt: skip
    assert measures_due(Rules(), person, chart([]), NOON.date(), ZONE) == ()
    before = MeasureTaken("P-1", "phq-9", datetime(2026, 9, 1, tzinfo=UTC), (1,) * 9)
    assert due([before], "phq-9", date(2026, 10, 5), 14, ZONE) == date(2026, 10, 5), "of an earlier stay"


# --- plan, clocks, retention ------------------------------------------------------------------------------


def test_goals_of_the_profile_and_of_the_plan_are_one_plan() -> None:
    form = Changed(PERSON, date(2026, 11, 1), "A.M.", goals=("Sleep six hours", "Find a job"))
    entries = written(
        ADMITTED, GoalSet("P-1", "g1", "Call my sister", date(2026, 10, 9)), form,
        GoalSet("P-1", "g1", "Call my sister weekly", date(2026, 11, 9)),
        GoalClosed("P-1", "listed-1", "achieved", date(2026, 11, 20), "seven weeks of it"),
    )  # fmt: skip
    goals = chart(entries).goals
    assert open_words(goals) == ("Call my sister weekly", "Find a job")
    assert {goal.words: goal.how for goal in goals.values()}["Thirty days"] == "dropped"
    assert goals["listed-1"].closed == date(2026, 11, 20)
    assert goals["g1"].before == ("Call my sister",)


def test_certification_follows_the_pack_and_the_stay() -> None:
    rules = Rules(tuple(pack for pack in shipped() if pack.id == "medicare-iop"))
    entries = written(ADMITTED, Certified("P-1", date(2026, 10, 7)))
    (person,) = census(entries).values()
    day = NOON.date()
    assert certification_due(rules, person, chart(written(ADMITTED)), day) == date(2026, 10, 5)
    assert certification_due(rules, person, chart(entries), day) == date(2026, 12, 6)
    assert certification_due(Rules(), person, chart(entries), day) is None
    assert follow_ups(Rules(), date(2026, 11, 25))[0] == date(2026, 12, 2)


def test_a_record_is_kept_as_long_as_the_pack_says_or_a_hold_stands() -> None:
    rules = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))
    left = (ADMITTED, Discharged("P-1", date(2020, 2, 29), "finished"))
    (person,) = census(written(*left)).values()
    found = kept(rules, person, chart(written(*left)))
    assert found.until == date(2026, 2, 28)
    assert found.past(NOON.date())
    hold = (*left, HoldPlaced("P-1", date(2026, 1, 1), "letter of counsel"))
    assert not kept(rules, person, chart(written(*hold))).past(NOON.date())
    lifted = (*hold, HoldLifted("P-1", date(2026, 5, 1)))
    assert kept(rules, person, chart(written(*lifted))).past(NOON.date())
    assert kept(rules, census(written(ADMITTED))["P-1"], chart([])).because == "enrolled"


def test_tasks_are_done_and_what_is_taken_back_never_was() -> None:
    task, other = (TaskSet(name, "P-1", "call", date(2026, 12, n)) for n, name in ((2, "a"), (1, "b")))
    found = chart(written(task, other, TaskDone("a", "P-1", date(2026, 11, 30)), Undone("e3")))
    assert [each.fact.task for each in found.open_tasks] == ["b", "a"]
    assert not chart(written(CONTACT, Undone("e1"))).contacts


def test_history_tells_every_change_of_a_field_and_by_whom() -> None:
    changed = Changed(evolve(PERSON, level="op"), date(2026, 11, 2), "A.M.", goals=ADMITTED.goals)
    lines = history(written(ADMITTED, changed, GoalSet("P-1", "g1", "Call", date(2026, 11, 3)), Undone("e3")))
    level = [(each.was, each.now, each.who) for each in lines if each.field == "level"]
    assert level == [("iop", "op", "t1"), ("", "iop", "t1")]
    (goal,) = (each for each in lines if each.field == "goal")
    assert goal.taken_back
    assert not [each for each in lines if each.field == "goals" and each.was], (
        "an unchanged field is no change"
    )
