"""Minutes that people attended, in groups and beside them, as whoever counts units wants them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from facilitator.desk import Desk
from facilitator.live import attendance
from facilitator.live.state import SessionState
from scheduler.packs.billing import Attended, Counted, count


def attended(desk: Desk, first: date, last: date, people: Collection[str] = ()) -> Iterator[Attended]:
    """Everything from `first` to `last`: ended groups by their stamps, contacts that took place.

    `people`: ids; empty means everybody.
    """
    for state in desk.held(first, last, lambda held: held.ended):
        yield from (each for each in _of_group(desk, state) if not people or each.person in people)
    owners = dict.fromkeys(desk.ids(name)[0] for name in people)
    for name in owners or desk.charted:
        for contact in desk.chart(name).contacts.values():
            starts = contact.fact.starts.astimezone(desk.zone)
            if contact.counts and first <= starts.date() <= last:
                level, band = _care(desk, name, starts.date())
                yield Attended(
                    name, starts.replace(tzinfo=None), contact.fact.minutes, contact.fact.service,
                    level=level, band=band, ref=contact.id,
                )  # fmt: skip


def _of_group(desk: Desk, state: SessionState) -> Iterator[Attended]:
    if state.opened is None or state.ended is None:
        return
    starts = state.opened.starts.astimezone(desk.zone)
    present = attendance.count_attended(state)
    for member in state.members.values():
        if attendance.attended(member):
            level, band = _care(desk, member.id, starts.date())
            who, minutes = desk.ids(member.id)[0], attendance.minutes(member, state, state.ended)
            yield Attended(
                who, starts.replace(tzinfo=None), minutes,
                state.opened.service, present, level, band, state.opened.session,
            )  # fmt: skip


def _care(desk: Desk, name: str, day: date) -> tuple[str | None, str]:
    person = desk.people.get(name)
    if person is None:
        return None, "adult"
    demand = person.profile(day).demand
    return demand.level, demand.band


def units_of(desk: Desk, state: SessionState) -> Counted:
    """Units of everybody in one group, counted with all that they attended on that day."""
    if state.opened is None:
        return Counted((), ())
    day = state.opened.starts.astimezone(desk.zone).date()
    return count(attended(desk, day, day, tuple(state.members)), desk.rules)


def in_words(counted: Counted, person: str) -> tuple[str, ...]:
    """A sentence a code: what may be billed for a person, then what may not and why."""
    mine = counted.of(person)
    billed = [
        f"{each.code} {each.units} unit{'' if each.units == 1 else 's'}: {each.because}"
        for each in mine.lines
    ]
    refused = [
        f"not billable{f' as {each.code}' if each.code else ''}: {each.attended.service}, {each.because}"
        for each in mine.refused
    ]
    return tuple(dict.fromkeys([*billed, *refused]))
