"""Before a group: checks, the roster's rows, printed sheets, and a group keyed in from paper. All pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve
from evening import AGENDA, INITIALS, at, entries, opened, roster

from curricula.pages.html import page
from facilitator.before.checks import checks
from facilitator.before.roster import row, words
from facilitator.before.sheets import run_sheet, sign_in
from facilitator.events import Admitted, Arrived, Entry, Expected, FlagRaised, Rated, SessionEnded
from facilitator.live.attendance import minutes
from facilitator.live.attendance import sign_in as sign_in_rows
from facilitator.live.keying import Paper, blank, facts, joined, press, problems, sat_in, was_at
from facilitator.live.session import replay
from facilitator.people import census
from facilitator.today import Meeting, Stage
from scheduler.clinic import Clinic, Group, Patient, Size, Therapist
from scheduler.packs import Rules
from scheduler.packs.shelf import shipped

ZONE = ZoneInfo("America/Chicago")
GROUP = Group("evening-skills", "psychoeducation", 90, Size(3, 10), second_leader_above=8)


def meeting(count: int = 10, leaders: tuple[str, ...] = ("t1", "t2")) -> Meeting:
    return Meeting(
        id="m", session=None, group=GROUP, title="Evening skills", starts=at(0), ends=at(90), room="room-2",
        leaders=leaders, members=roster(count), cap=10, stage=Stage.COMING, topic="Urge surfing",
    )  # fmt: skip


def staff(*services: str) -> Clinic:
    therapist = Therapist("t1", frozenset(services), ())
    return Clinic(
        name="Riverside",
        timezone="America/Chicago",
        open=(),
        rooms=(),
        therapists=(therapist,),
        groups=(),
        levels=(),
        patients=(),
    )


def test_checks_name_what_speaks_against_starting_and_whose_rule_it_is() -> None:
    sound = staff("psychoeducation")
    assert checks(meeting(), sound, Rules(), "t1") == ()
    (far,) = checks(meeting(), sound, Rules(), "t1", unasked=2)
    assert str(far) == "2 people join from elsewhere without a consent to telehealth: ask when they arrive"
    alone = checks(meeting(leaders=("t1",)), sound, Rules(), "t1")
    assert [(c.what, c.source) for c in alone] == [("second facilitator", "")]
    few = checks(meeting(2), staff("process"), Rules(), "t1")
    assert [c.what for c in few] == ["minimum", "credential"]
    assert str(few[1]) == "t1 is not credentialed for psychoeducation"
    people = tuple(Expected(f"P-{i}", "X.Y.") for i in range(14))
    crowd = evolve(meeting(), members=people, group=evolve(GROUP, size=Size(3, 20)))
    california = Rules(tuple(pack for pack in shipped() if pack.id == "california"))
    (cap,) = checks(crowd, sound, california, "t1")
    assert str(cap) == "14 people are expected, at most 12 may be in it (california)"


def test_a_row_says_what_matters_today() -> None:
    day = at(0).date()
    patient = Patient("P-001", "iop", (), admitted=day - timedelta(days=27))
    person = census([Entry(1, "a", at(0), "t1", "patient:P-001", Admitted(patient, "A.M.", name="Ann"))])[
        "P-001"
    ]
    told = (Rated("P-001", "mood", 6), Rated("P-001", "safety", 3), FlagRaised("P-001", at(5)))
    first = replay(entries(opened(), Arrived("P-001", at(0)), *told, SessionEnded(at(90))))
    second = replay(entries(opened(), SessionEnded(at(90))))
    found = row(
        roster()[0],
        person,
        day,
        ZONE,
        hours=None,
        missed=frozenset(),
        states=[first, second],
        certified_within=60,
        rules=Rules(),
    )
    said = [what for what, _ in words(found, day)]
    assert said[0] == "1 session so far"
    assert any(what.startswith("missed") for what in said)
    assert any(what.startswith("plan review due") for what in said)
    assert any(what.startswith("certification due") for what in said)
    assert any("mood 6" in what for what in said)
    assert not any("safety" in what or "flag" in what for what in said)
    assert len(found.flags) == 1


def test_the_sign_in_sheet_holds_what_the_pack_asks_for_and_a_neutral_title() -> None:
    plain = sign_in(meeting(), Rules(), lambda _: "Ann Smith")
    assert (plain.title, "| A.M. |" in plain.markdown) == ("Group, Room 2", True)
    assert "Urge" not in plain.markdown
    assert "Smith" not in plain.markdown
    full = Rules(tuple(pack for pack in shipped() if pack.id == "california"))
    assert "Ann Smith" in sign_in(meeting(), full, lambda _: "Ann Smith").markdown
    assert "<script>" not in page(sign_in(meeting(), Rules(), lambda _: "<script>"))


def test_the_run_sheet_is_in_the_order_of_the_keys() -> None:
    sheet = run_sheet(meeting(), AGENDA, ("mood", "craving", "hope", "safety"), "Urge surfing")
    head = next(line for line in sheet.markdown.splitlines() if line.startswith("| Who"))
    assert head == "| Who | p l e n | In | Out, why | mood | craving | hope | s q u d c |"
    assert all(f"| {initials}" in sheet.markdown for initials in INITIALS)
    assert "| Urges come in waves (may shrink) | 20 | 18:22 |" in sheet.markdown


def keyed(keys: str) -> Paper:
    paper = blank(opened())
    for key in keys.split():
        made = press(paper, key)
        assert made is not None, key
        paper = made
    return paper


def test_a_group_is_keyed_in_within_a_minute() -> None:
    """Times, marks, three answers each, one late, one gone early, one excused."""
    keys = "f 1 9 3 1 p 6 3 7 l 1 8 1 2 5 2 8 p t - 4 e p 7 7 7 up o 1 9 0 5 r s down p 1 2 3"
    paper = keyed(keys)
    written = datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
    assert problems(paper, written) == ()
    state = replay(entries(*facts(paper, "Rain."), written=written))
    assert state.opened is not None
    assert state.opened.from_paper
    rows = {row.initials: row for row in sign_in_rows(state, written)}
    assert (rows["A.M."].minutes, rows["B.T."].minutes, rows["D.W."].mark.value) == (91, 79, "excused")
    assert (rows["E.R."].minutes, rows["E.R."].reason) == (65, "ride")
    assert state.members["P-003"].ratings == {("in", "mood"): 10, ("in", "hope"): 4}
    assert rows["K.V."].mark.value == "no-show"
    assert (state.note, state.saved, state.ended) == ("Rain.", written, at(91))
    assert minutes(state.members["P-001"], state, written) == 91


def test_a_walk_in_a_guest_and_who_was_elsewhere_are_keyed_in_from_paper() -> None:
    paper = keyed("f 1 9 3 1 p 6 3 7 up v")
    paper = was_at(paper, paper.placed, "12 Elm Street", "Ann, 911")
    paper = sat_in(joined(paper, Expected("P-044", "X.Y.")), "relative", "P-001")
    for key in ["p", "1", "2", "3"]:
        made = press(paper, key)
        assert made is not None
        paper = made
    written = datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
    assert problems(paper, written) == ()
    state = replay(entries(*facts(paper), written=written))
    assert state.members["P-001"].remote
    place = state.members["P-001"].located
    assert place is not None
    assert (place.where, place.at) == ("12 Elm Street", at(0))
    assert minutes(state.members["P-044"], state, written) == 91
    assert [(guest.role, guest.of) for guest in state.guests.values()] == [("relative", "P-001")]
    assert joined(paper, Expected("P-044", "X.Y.")).members == paper.members


def test_what_the_paper_cannot_mean_is_said() -> None:
    paper = keyed("f 1 7 0 0 p 1 1 1")
    assert "it ended before it began (b, f)" in problems(paper, at(100))
    assert "it has not ended yet" in problems(blank(opened()), at(10))
