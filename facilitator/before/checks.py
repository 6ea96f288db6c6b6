"""What speaks against starting a group now, by its own limits and the clinic's rule packs. Pure.

A check never stops somebody for good: people sit in the room. It asks for a reason, and the reason is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from facilitator.today import Meeting, count
from scheduler.clinic import Clinic
from scheduler.packs import Rules
from scheduler.packs.pack import Figure


@frozen
class Check:
    """`what` is one of cap, minimum, second facilitator, credential, telehealth consent.

    `source` is the pack that asks for it, or "".
    """

    what: str
    words: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.words} ({self.source})" if self.source else self.words


def checks(meeting: Meeting, config: Clinic, rules: Rules, user: str, unasked: int = 0) -> tuple[Check, ...]:
    """What speaks against starting `meeting`, led by its facilitators or by `user`; empty if nothing does.

    `unasked`: members who join from elsewhere without a consent to telehealth.
    """
    if meeting.group is None or meeting.group.leaders == 0:
        return ()
    found = (
        _size(meeting, rules), _second(meeting, rules), _credentials(meeting, config, user),
        _telehealth(unasked),
    )  # fmt: skip
    return tuple(check for some in found for check in some)


def _figure(meeting: Meeting, rules: Rules, name: str) -> Figure | None:
    group = meeting.group
    return rules.figure(name, band=group.band, service=group.service) if group else None


def _size(meeting: Meeting, rules: Rules) -> Iterator[Check]:
    assert meeting.group is not None
    people, size = len(meeting.members), meeting.group.size
    most, least = _figure(meeting, rules, "group.max"), _figure(meeting, rules, "group.min")
    cap = size.max if most is None else min(size.max, int(most.number))
    if people > cap:
        yield Check("cap", f"{people} people are expected, at most {cap} may be in it", _source(most, cap))
    floor = size.min if least is None else max(size.min, int(least.number))
    if people < floor:
        words = f"{count(people, 'person') if people == 1 else f'{people} people'} expected, it takes {floor}"
        yield Check("minimum", words, _source(least, floor))


def _second(meeting: Meeting, rules: Rules) -> Iterator[Check]:
    assert meeting.group is not None
    own, figure = meeting.group.second_leader_above, _figure(meeting, rules, "group.second_leader_above")
    limits = [] if own is None else [own]
    limits += [] if figure is None else [int(figure.number)]
    people = len(meeting.members)
    if limits and people > min(limits) and len(meeting.leaders) < 2:
        words = f"{people} people are expected: above {min(limits)} it takes a second facilitator"
        yield Check("second facilitator", words, _source(figure, min(limits)))


def _source(figure: Figure | None, number: int) -> str:
    """The pack, where it is the pack that asks for this number."""
    return figure.pack if figure is not None and int(figure.number) == number else ""


def _telehealth(unasked: int) -> Iterator[Check]:
    if unasked:
        who = "1 person joins" if unasked == 1 else f"{unasked} people join"
        words = f"{who} from elsewhere without a consent to telehealth: ask when they arrive"
        yield Check("telehealth consent", words)


def _credentials(meeting: Meeting, config: Clinic, user: str) -> Iterator[Check]:
    assert meeting.group is not None
    staff = {each.id: each for each in config.therapists}
    service = meeting.group.service
    for who in dict.fromkeys((*meeting.leaders, user)):
        if who in staff and service not in staff[who].services:
            yield Check("credential", f"{who} is not credentialed for {service.replace('-', ' ')}")
