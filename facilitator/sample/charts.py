"""What stands in the charts of the sample clinic beside its groups: appointments kept, PHQ-9 and GAD-7."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from facilitator.chart.contacts import Contact, unsigned
from facilitator.chart.measures import MEASURES
from facilitator.events import ContactWritten, Fact, MeasureTaken, NoteDrafted, NoteSigned, patient_stream
from facilitator.sample.cast import OWNER, SEED
from facilitator.sample.seats import Occupant
from facilitator.sample.setting import Setting
from facilitator.sample.words import goals
from scheduler.timetable import Timetable
from scheduler.week import DAY

Written = tuple[str, Fact, datetime, str]
Sign = Callable[[NoteSigned], NoteSigned]

RHYTHM = 14
OPEN_DAYS = 1
"""Appointments of the owner of so many days are not written down yet."""
KEPT_BY = "t4"
"""Who keeps the appointments that need no therapist."""
DONE = (
    "Went through the week day by day and chose one evening to plan.",
    "Looked at the list of people to call; two numbers were added.",
    "Talked about work hours and what can be asked for.",
    "Read last week's log together and marked what helped.",
    "Wrote a letter that will not be sent.",
)
RESPONSE = (
    "Came on time and with notes. Said that evenings are still the hard part.",
    "Slow to begin, then spoke for most of the hour.",
    "Was tired; took two breaks and stayed to the end.",
    "Laughed about the first plan and made a smaller one.",
    "Asked for the same time next week.",
)
PROGRESS = (
    "One plan of two was kept.",
    "Sleeps an hour longer than at admission, by own log.",
    "Called one person from the list.",
    "No step this week, and knows why.",
    "The smaller plan was kept on three days.",
)


def measures(people: tuple[Occupant, ...], setting: Setting) -> Iterator[Written]:
    """Both measures at admission and every second week; they ease with time, and the safety item is 0."""
    random = Random(SEED + 1)
    for one in people:
        assert one.patient.admitted is not None
        day, turn = one.patient.admitted, 0
        burden = random.uniform(1.2, 2.4)
        while one.here(day) and day <= setting.today:
            at = setting.moment(day, 13 * 60 + 20)
            for each in MEASURES.values():
                eased = max(0.1, burden - 0.3 * turn)
                answers = [min(3, max(0, round(random.gauss(eased, 0.6)))) for _ in each.items]
                if each.safety is not None:
                    answers[each.safety] = 0
                fact = MeasureTaken(one.patient.id, each.id, at, tuple(answers), min(3, round(eased)))
                yield patient_stream(one.patient.id), fact, at, KEPT_BY
            day, turn = day + timedelta(days=RHYTHM), turn + 1


def appointments(timetable: Timetable, setting: Setting, sign: Sign) -> Iterator[Written]:
    """Every appointment that is over, with its signed note; the owner still owes the newest."""
    random = Random(SEED + timetable.week.monday.toordinal())
    zone = ZoneInfo(setting.timezone)
    for number, booking in enumerate(timetable.appointments):
        day: date = timetable.week.date(booking.start // DAY)
        starts = setting.moment(day, booking.start % DAY)
        who, length = booking.therapist or KEPT_BY, booking.end - booking.start
        ended = starts + timedelta(minutes=length)
        waits = who == OWNER and (setting.today - day).days <= OPEN_DAYS
        if ended > setting.now or waits:
            continue
        stream, at = patient_stream(booking.patient), ended + timedelta(minutes=12)
        result = "Sample taken, result negative for all." if booking.service == "screen" else ""
        fact = ContactWritten(
            f"contact-{timetable.week}-{number}", booking.patient, booking.service, starts, length, who,
            done=result or random.choice(DONE), appointment=f"{timetable.week}/{booking.start}",
        )  # fmt: skip
        draft = NoteDrafted(
            fact.contact,
            fact.member,
            random.choice(RESPONSE),
            random.choice(PROGRESS),
            goals(fact.member)[0],
            plan="Same time next week.",
        )
        note = sign(unsigned(Contact(fact, at, draft), who, at, zone))
        yield from ((stream, each, at, who) for each in (fact, draft, note))
