"""Morning cards: what becomes of each thing of a therapist who is away, as text and as a page."""

from __future__ import annotations

from html.parser import HTMLParser

from attrs import evolve
from tiny import CLINIC, WEEK, booking, moment, session, week

from scheduler.clinic import Therapist
from scheduler.exports import cards_page
from scheduler.mend.cards import Card, absences, card, cards_json, text
from scheduler.mend.changes import Away
from scheduler.mend.mended import Mended
from scheduler.mend.proof import Proof
from scheduler.timetable import Timetable, Unmet

SICK = Away("t1", moment("wed 00:00"), moment("thu 00:00"))


def made(new: Timetable, away: Away = SICK, old: Timetable | None = None, **more: object) -> Card:
    return card(away, Mended(CLINIC, old or week(), new, (away,), **more))  # type: ignore[arg-type]


def fates(new: Timetable, old: Timetable | None = None) -> list[str]:
    return list(map(str, made(new, old=old).fates))


def test_one_absence_for_each_therapist_and_day() -> None:
    found = absences(week(m=booking("medication", "B", "wed 12:00", "rx1", minutes=30)))
    assert [(away.start, away.therapist) for away in found] == [
        (moment("mon 00:00"), "t1"),
        (moment("mon 00:00"), "t2"),
        (moment("wed 00:00"), "rx1"),
        (moment("wed 00:00"), "t1"),
    ]
    assert {(away.end - away.start).days for away in found} == {1}


class TestFates:
    def test_covered_by_a_substitute(self) -> None:
        assert fates(week(p2=session("process", "wed 09:00", "ABC", "t2"))) == ["09:00 process: t2 takes it"]

    def test_led_by_the_second_leader_alone(self) -> None:
        both = week(p2=session("process", "wed 09:00", "ABC", "t1 t2"))
        assert fates(week(p2=session("process", "wed 09:00", "ABC", "t2")), both) == [
            "09:00 process: t2 goes on alone"
        ]

    def test_joined_with_a_parallel_session(self) -> None:
        two = week(q=session("process", "wed 09:00", "D", "t2", "room-2"))
        one = week(p2=session("process", "wed 09:00", "ABCD", "t2", "room-2"))
        assert fates(one, two) == ["09:00 process: joins the one with t2"]

    def test_moved(self) -> None:
        assert fates(week(p2=session("process", "fri 10:00", "BC", "t2"))) == [
            "09:00 process: moves to Friday 10:00 with t2"
        ]

    def test_cancelled_even_where_a_session_of_others_is_new(self) -> None:
        assert fates(week(p2=None)) == ["09:00 process: cancelled"]
        assert fates(week(p2=session("process", "fri 10:00", "D", "t2"))) == ["09:00 process: cancelled"]

    def test_appointments(self) -> None:
        seen = week(v=booking("individual", "B", "wed 11:00", "t1"))
        assert fates(week(p2=None, v=booking("individual", "B", "wed 11:00", "t2")), seen) == [
            "09:00 process: cancelled",
            "11:00 individual of B: t2 takes it",
        ]
        assert fates(week(p2=None, v=booking("individual", "B", "thu 11:00", "t1")), seen)[1] == (
            "11:00 individual of B: moves to Thursday 11:00 with t1"
        )

    def test_what_others_lose_by_it_comes_last(self) -> None:
        assert fates(week(p2=None, s1=None)) == [
            "09:00 process: cancelled",
            "Monday 10:00 skills: cancelled",
        ]


class TestText:
    def test_a_card(self) -> None:
        new = week(p2=session("process", "wed 09:00", "AB", "t2", "room-2"))
        card = made(new, lost=(Unmet("C", "process", 60), Unmet("C", "skills", 30)), proof=Proof.LEAST)
        assert text("2026-W48", [card], missing=2) == (
            "Morning cards, week 2026-W48\n"
            "\n"
            "Wednesday 2026-11-25\n"
            "\n"
            "  t1 away\n"
            "    09:00 process: t2 takes it\n"
            "    lost: C, 60 minutes of process and 30 of skills\n"
            "    phone: C: there is no place in Wednesday 09:00 process\n"
            "    phone: t2: lead Wednesday 09:00 process in place of t1 (room-2, 2 members)\n"
            "    room: Wednesday 09:00 process: room-2, not room-1\n"
            "    90 minutes lost, 1 patient with other hours: C; proven least; 1 more to tell: t2\n"
            "\n"
            "2 more were not made.\n"
        )

    def test_as_json(self) -> None:
        found = cards_json("2026-W48", [made(week(p2=None))], missing=1)
        assert (found["week"], found["missing"]) == ("2026-W48", 1)
        assert found["cards"][0]["therapist"] == "t1"
        assert found["cards"][0]["day"] == "2026-11-25"
        assert found["cards"][0]["things"] == [{"what": "09:00 process", "kind": "cancelled", "words": ""}]
        assert [call["at"] for call in found["cards"][0]["calls"]] == ["2026-11-25T09:00:00"] * 3


class Structure(HTMLParser):
    """Ids, what refers to them, headings, and tags that were not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        self.references += [found["aria-labelledby"] or ""] if "aria-labelledby" in found else []
        self.references += [(found["href"] or "").removeprefix("#")] if "href" in found else []
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestPage:
    def test_it_is_whole_and_needs_nothing_else(self) -> None:
        cards = [made(week(p2=None)), made(week(p2=session("process", "wed 09:00", "ABC", "t2")))]
        html = cards_page.render("2026-W48", cards, missing=1)
        page = Structure()
        page.feed(html)
        assert page.open == []
        assert len(set(page.ids)) == len(page.ids)
        assert set(page.references) <= set(page.ids)
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
        assert not {"script", "link", "img", "iframe"} & page.tags
        assert "http:" not in html
        assert "https:" not in html
        assert "<title>Week 2026-W48: morning cards</title>" in html
        assert "1 more were not made." in html
        assert "prefers-color-scheme: dark" in html
        assert "@media print" in html

    def test_no_name_of_the_clinic_and_no_wall_clock(self) -> None:
        first = cards_page.render("2026-W48", [made(week(p2=None))])
        assert CLINIC.name not in first
        assert first == cards_page.render("2026-W48", [made(week(p2=None))])

    def test_words_from_outside_are_escaped(self) -> None:
        here = evolve(CLINIC, therapists=(*CLINIC.therapists, Therapist("<b>&", frozenset({"process"}), ())))
        evil = evolve(SICK, therapist="<b>&")
        old = week(p2=session("process", "wed 09:00", "ABC", "<b>&"))
        new = week(p2=None, p1=session("process", "mon 09:00", "ABC", "t2"))
        html = cards_page.render("2026-W48", [card(evil, Mended(here, old, new, (evil,)))])
        assert "<b>" not in html
        assert "&lt;b&gt;&amp; away" in html

    def test_an_empty_week(self) -> None:
        assert "Nobody works in this week." in cards_page.render("2026-W48", [])
        assert absences(Timetable("Tiny", WEEK)) == ()
