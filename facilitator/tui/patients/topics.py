"""The topics of one person: what the core asks for, what the treatment plan adds, what was had elsewhere."""

from __future__ import annotations

from textual.content import Content

from facilitator.coverage import BY_PLAN, CORE, Topic, all_topics
from facilitator.desk import Desk
from facilitator.events import Covered, Fact, PlanTopics, patient_stream
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.place import Place
from facilitator.tui.text import line, said

KEYS = (("enter", "by plan, or not"), ("c", "covered elsewhere"), ("x", "not covered"))
NO_TOPICS = "No curriculum runs in this person's groups."
ABOVE = "The planner looks for these: core ones for everybody, the others when the treatment plan names them."


async def choose_topics(place: Place, member: str) -> None:
    """Every topic that the person's groups could bring, until escape; each key writes one fact."""
    at = ""
    while True:
        desk = place.desk
        person = desk.people[member]
        found = all_topics(person, person.demand(desk.today()), desk.config, desk.modules)
        rows = [(topic.id, _row(desk, topic)) for topic in found]
        dialog = Listing(
            f"Topics of {person.initials}", rows, KEYS, empty=NO_TOPICS, above=line(ABOVE, "$quiet"), at=at
        )
        given = await place.app.push_screen_wait(dialog)
        if given is None:
            return
        key, at = given
        topic = next((each for each in found if each.id == at), None)
        fact = await _fact(place, person, key, topic) if topic else None
        if fact is not None:
            place.write(patient_stream(member), fact)


async def _fact(place: Place, person: Person, key: str, topic: Topic) -> Fact | None:
    if key == "enter":
        if topic.why == CORE:
            place.notify("This one is core: everybody in the group needs it.")
            return None
        return PlanTopics(person.id, tuple(sorted(person.by_plan ^ {topic.id})))
    if key == "c":
        asking = AskWords(
            f"{topic.title}: where did {person.initials} cover it?",
            yes="Covered",
            placeholder="individual session, or an earlier program",
        )
        where = await place.app.push_screen_wait(asking)
        return Covered(person.id, topic.id, where) if where else None
    if place.desk.header(topic.where) is not None:
        place.notify("They were in a group that covered it; that stands in the record.")
    elif topic.where:
        return Covered(person.id, topic.id, "")
    return None


def _row(desk: Desk, topic: Topic) -> Content:
    had = ("✓ ", "$success") if topic.where else ("○ ", "$quiet")
    why = ("", "") if topic.why == CORE else ("◆ by plan  ", "$accent") if topic.why == BY_PLAN else ("", "")
    needed = topic.why in (CORE, BY_PLAN)
    return said(
        had,
        line(topic.title, "" if needed else "$quiet"),
        "  ",
        ("core  ", "$quiet") if topic.why == CORE else why,
        line(where(desk, topic.where), "$quiet"),
    )


def where(desk: Desk, place: str) -> str:
    """The day of a session, or the words that stand there."""
    header = desk.header(place) if place else None
    return short(header.starts.astimezone(desk.zone).date()) if header else place
