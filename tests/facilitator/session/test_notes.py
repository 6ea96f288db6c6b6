"""A member's note: computed facts, views of the same words, guards that find what they should."""

from __future__ import annotations

import pytest
from attrs import evolve
from evening import INITIALS, at, entries, opened
from hypothesis import given
from hypothesis import strategies as st

from facilitator.events import (
    Arrived,
    Excused,
    Fact,
    FlagAnswered,
    FlagRaised,
    Left,
    MinutesCorrected,
    NoteDrafted,
    Rated,
    SessionEnded,
    SharedNote,
    StepStarted,
    Tagged,
)
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.notes.alike import similarity
from facilitator.notes.facts import facts, in_words
from facilitator.notes.guards import Around, Other, Severity, around, guards, stops
from facilitator.notes.note import Note, note, unsigned
from facilitator.notes.views import FORMATS, view

SESSION = "s"
GOOD = Note(
    "P-001",
    "Facts.",
    "The group practised.",
    "Named two body signs.",
    "Waited out one urge.",
    "Sober 30 days",
    "",
)


def state(*more: Fact) -> SessionState:
    return replay(
        entries(
            opened(), Arrived("P-001", at(2)), Arrived("P-002", at(0)), Rated("P-001", "mood", 6),
            Tagged("P-001", "shared"), SharedNote("The group practised."), *more, SessionEnded(at(90)),
        )
    )  # fmt: skip


def test_a_group_that_began_early_is_written_down_from_its_first_step() -> None:
    early = replay(
        entries(opened(), Arrived("P-001", at(-30)), StepStarted(0, at(-20)), SessionEnded(at(-5)))
    )
    assert facts(early, "P-001").splitlines()[0] == "Wed 25 Nov 2026, 17:40 to 17:55."


def test_who_waited_before_the_start_reads_as_present_from_the_start() -> None:
    waited = replay(entries(opened(), Arrived("P-001", at(-12)), SessionEnded(at(60))))
    assert "Present 1 hour (18:00 to 19:00)." in facts(waited, "P-001")


def test_facts_say_all_that_a_note_must_have() -> None:
    assert facts(state(), "P-001", {"t1": "J. O., LMFT"}).splitlines() == [
        "Wed 25 Nov 2026, 18:00 to 19:30.",
        "Evening skills (psychoeducation): Urge surfing.",
        "Present 1 hour 28 minutes (18:02 to 19:30).",
        "2 members attended the group.",
        "Led by J. O., LMFT with t2.",
        "Check-in, 0 to 10 (not a validated measure): mood 6.",
        "Seen in the group: shared.",
    ]


def test_facts_of_someone_who_left_early() -> None:
    text = facts(state(Left("P-001", at(40), "work")), "P-001")
    assert "Present 38 minutes (18:02 to 18:40)." in text
    assert "Left early: work." in text


def test_facts_of_someone_absent() -> None:
    assert "Excused: ill; 0 minutes." in facts(state(Excused("P-003", "ill")), "P-003")
    assert "mood" not in facts(state(), "P-003")


def test_a_correction_says_so() -> None:
    text = facts(state(MinutesCorrected("P-001", 75, "came at 18:15")), "P-001")
    assert "Present 1 hour 15 minutes" in text
    assert "Minutes corrected: came at 18:15." in text


@given(st.sampled_from([f"P-{i:03d}" for i in range(1, 11)]))
def test_facts_name_no_other_member(member: str) -> None:
    text = facts(state(), member)
    others = [f"P-{i:03d}" for i in range(1, 11) if f"P-{i:03d}" != member] + list(INITIALS)
    assert not [other for other in others if other in text]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (121, "2 hours 1 minute")]
)
def test_minutes_in_words(minutes: int, words: str) -> None:
    assert in_words(minutes) == words


@pytest.mark.parametrize("style", FORMATS)
def test_every_view_has_every_word_once(style: str) -> None:
    words = evolve(GOOD, plan="Call on Friday.")
    whole = "\n".join(text for _, text in view(words, style))
    for part in (words.facts, words.shared, words.response, words.progress, words.goal, words.plan):
        assert whole.count(part) == 1


def test_what_will_be_signed_holds_everything() -> None:
    found = state(NoteDrafted(SESSION, "P-001", "Named two signs. ", "Waited.", "Sober 30 days", "Call."))
    fact = unsigned(found, "P-001", "t1", at(95))
    assert (fact.response, fact.shared, fact.meaning) == (
        "Named two signs.",
        "The group practised.",
        "author",
    )
    assert fact.facts == facts(found, "P-001")
    assert fact.signature == ""


def test_the_words_of_a_signed_note_stay() -> None:
    draft = NoteDrafted(SESSION, "P-001", "Named two signs.", "Waited.")
    signed = unsigned(state(draft), "P-001", "t1", at(95))
    assert (
        note(state(draft, signed, NoteDrafted(SESSION, "P-001", "other", "")), "P-001").response
        == signed.response
    )


# --- guards ---------------------------------------------------------------------------------------------


NOBODY = Around("A.M.")


def codes(words: Note, near: Around = NOBODY) -> dict[str, Severity]:
    return {guard.code: guard.severity for guard in guards(words, near)}


def test_a_good_note_passes() -> None:
    assert codes(GOOD) == {}


def test_an_empty_response_stops() -> None:
    found = guards(evolve(GOOD, response=" "), Around())
    assert stops(found)
    assert found[0].code == "empty-response"


def test_an_unlinked_goal_asks_for_a_look() -> None:
    assert codes(evolve(GOOD, goal="")) == {"no-goal": Severity.LOOK}


OTHER = Around("A.M.", (Other("P-002", "B.T.", "Grace"),))


@pytest.mark.parametrize("text", ["As B.T. said", "to B. T.", "(B.T.)", "B.T"])
def test_another_members_initials_stop(text: str) -> None:
    assert codes(evolve(GOOD, response=text), OTHER)["names-another"] is Severity.STOP


@pytest.mark.parametrize("text", ["said BT later", "with Grace today"])
def test_what_may_be_a_name_asks_for_a_look(text: str) -> None:
    assert codes(evolve(GOOD, response=text), OTHER)["may-name-another"] is Severity.LOOK


@pytest.mark.parametrize("text", ["with grace", "a B.Tech student", "ABT.", "A.B.T.", "disgraceful", "b.t."])
def test_what_is_no_name_passes(text: str) -> None:
    assert not codes(evolve(GOOD, response=text), OTHER)


def test_the_time_of_day_is_not_a_member() -> None:
    near = Around("B.T.", (Other("P-001", "A.M."),))
    assert not codes(evolve(GOOD, response="Wakes at 5 A.M. and at 6A.M."), near)
    assert codes(evolve(GOOD, response="A.M. said so"), near)


def test_the_shared_part_is_read_too() -> None:
    assert codes(evolve(GOOD, shared="B.T. cried."), OTHER)["names-another"] is Severity.STOP


def test_ones_own_initials_are_fine() -> None:
    near = Around("B.T.", (Other("P-009", "B.T."),))
    assert not codes(evolve(GOOD, response="B.T. spoke."), near)


LONG = "He spoke of the weekend, named two cues and chose to call his brother before going home."


def test_a_near_copy_of_another_note_is_shown_with_its_share() -> None:
    near = Around("A.M.", (Other("P-002", "B.T.", words=LONG.replace("weekend", "holiday")),))
    found = guards(evolve(GOOD, response=LONG, progress=""), near)
    assert any(g.code == "near-copy" and "94%" in g.sentence and "B.T." in g.sentence for g in found)


def test_a_near_copy_of_the_last_note_is_shown() -> None:
    near = Around("A.M.", last=LONG, last_day="Mon 23 Nov 2026")
    found = guards(evolve(GOOD, response=LONG, progress=""), near)
    assert any(g.code == "near-copy-of-last" and "Mon 23 Nov 2026" in g.sentence for g in found)


def test_short_notes_are_alike_by_chance() -> None:
    assert similarity("Took part quietly.", "Took part quietly.") == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_a_share(a: str, b: str) -> None:
    assert 0 <= similarity(a, b) <= 1


def test_an_open_flag_stops_the_note_until_it_is_answered() -> None:
    flagged = state(FlagRaised("P-001", at(20)))
    answered = state(FlagRaised("P-001", at(20)), FlagAnswered("P-001", "supervisor", "stays", at(60)))
    assert codes(GOOD, around(flagged, "P-001"))["flag-open"] is Severity.STOP
    assert codes(GOOD, around(answered, "P-001"))["flag-not-addressed"] is Severity.STOP
    assert not codes(evolve(GOOD, plan="Safety plan reviewed."), around(answered, "P-001"))
    assert not codes(GOOD, around(answered, "P-002"))
