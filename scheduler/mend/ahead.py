"""What the rest of a week leaves possible, beside what has happened, as one table of candidates.

What happened is in the tables too, as rows that hold: so every rule counts it without knowing of it. A rule
that it breaks already asks no more than it gives (`Rest.model`). A pin or a group that has to run may fail,
at a price above all others, because somebody who is away cannot be wished back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from attrs import evolve, fields, frozen

from scheduler.clinic import Appointment, Pin
from scheduler.mend.happened import MUSTS, Begun
from scheduler.program.candidates import (
    NOBODY,
    Attendances,
    Bookings,
    Candidates,
    Keys,
    Kinds,
    Leads,
    Pauses,
    Rows,
    Uses,
    candidates,
    staff_items,
)
from scheduler.program.columns import Block, Objective, Program, Values
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Part, Plan
from scheduler.program.possible import Demand, Ints, Mask, Possible
from scheduler.rules import RULES
from scheduler.timetable import Booking
from scheduler.week import DAY

Table = TypeVar("Table", bound=Rows)
PAST_TABLES = ("attendances", "kinds", "leads", "bookings", "uses")


@frozen(eq=False)
class Rest:
    """The candidates of the rest of a week; `past` [rows of each table] marks what has happened."""

    begun: Begun
    found: Candidates
    past: dict[str, Mask]

    def plan(self) -> Plan:
        """What has happened, with breaks where it leaves them."""
        return self._plan

    @cached_property
    def _plan(self) -> Plan:
        plan = Plan.empty(self.found)
        filled = evolve(plan, **{name: rows.astype(np.int64) for name, rows in self.past.items()})
        return evolve(filled, pauses=breaks_left(self.found, filled))

    def model(self, part: Part, settled: Mask) -> tuple[Model, Objective]:
        """The program of a part of the rest, every rule posted, and how many musts fail."""
        model = post_rules(Model(part.found, settled))
        missed = _soften(model.program)
        self.take_past(model, part)
        return model, missed

    def take_past(self, model: Model, part: Part) -> None:
        """What happened holds, and no row asks for more than it where it breaks one."""
        families = (model.attend, model.runs, model.lead, model.book, model.use)
        held = [
            columns[self.past[name][part.rows[name]]]
            for name, columns in zip(PAST_TABLES, families, strict=True)
        ]
        _take_as_given(model.program, model.program.complete(self.plan().cut(part).values))
        fixed = np.concatenate(held)
        model.program.rows("happened", np.arange(len(fixed)), fixed, low=1)


def rest_of(begun: Begun) -> Rest:
    """All candidates from `begun.now` on, under every rule, and what happened before.

    Pins that cannot hold any more, whatever else happens, are left out: `rest.begun` is without them.
    """
    possible = possible_ahead(begun)
    held = tuple(pin for pin in begun.clinic.pins if not _hopeless(possible, pin))
    if len(held) < len(begun.clinic.pins):
        begun = begun.without_pins(held)
        possible = possible_ahead(begun)
    return with_past(begun, candidates(possible))


def _hopeless(possible: Possible, pin: Pin) -> bool:
    """Whether somebody or something that a session's pin names cannot be there at its start."""
    if pin.group is None or pin.start is None or pin not in possible.pins:
        return False
    g, start = possible.group_index[pin.group], possible.week.minute(pin.start)
    span = slice(start, start + possible.clinic.groups[g].minutes)
    rooms = [room.id for room in possible.clinic.rooms]
    patients = [possible.patient_index[m] for m in pin.members if m in possible.patient_index]
    leaders = [possible.therapist_index[t] for t in pin.leaders if t in possible.therapist_index]
    there = (
        len(patients) == len(pin.members) and len(leaders) == len(pin.leaders),
        possible.group_starts[g][possible.starts == start].any(),
        all(possible.attends[p, g] and possible.patient_free[p, span].all() for p in patients),
        all(possible.leads[t, g] and possible.staff_free[t, span].all() for t in leaders),
        pin.room is None
        or any(
            possible.seats[r, g] and possible.room_free[r, span].all()
            for r, room in enumerate(rooms)
            if room == pin.room
        ),
    )
    return not all(there)


def possible_ahead(begun: Begun) -> Possible:
    """What the rules leave of the time from `begun.now` on; appointments that were are demands met."""
    possible = Possible.of(begun.clinic, begun.week)
    for rule in RULES:
        narrow = getattr(rule, "narrow", None)
        if narrow is not None:
            narrow(possible)
    possible.group_starts &= possible.starts >= begun.now
    possible.demand_starts &= possible.starts >= begun.now
    for group, start in begun.cancelled:
        if group in possible.group_index:
            possible.group_starts[possible.group_index[group], possible.starts == start] = False
    return _with_past(possible, begun.known.appointments)


def with_past(begun: Begun, found: Candidates) -> Rest:
    """`found` (made from `possible_ahead`) and rows for everything that happened."""
    return _with_sessions(begun, _with_bookings(begun, found, begun.known.appointments))


# -- appointments that happened are demands of their own -------------------------------------------


def _with_past(possible: Possible, had: Sequence[Booking]) -> Possible:
    """The demands that are left, and one that nobody can meet again for each appointment that was."""
    left = _left(possible, had)
    past = tuple(_past_demand(possible, booking) for booking in had)
    count, starts = len(past), possible.demand_starts
    starts[[d for d, demand in enumerate(left) if not demand.times]] = False
    nothing = [np.zeros((n, count), dtype=bool) for n in (len(possible.gives), len(possible.hosts))]
    return evolve(
        possible,
        demands=left + past,
        gives=np.hstack([possible.gives, nothing[0]]),
        hosts=np.hstack([possible.hosts, nothing[1]]),
        demand_starts=np.vstack([starts, np.zeros((count, starts.shape[1]), dtype=bool)]),
    )


def _left(possible: Possible, had: Sequence[Booking]) -> tuple[Demand, ...]:
    """Each demand less what of it has been given; a pin that an appointment fulfilled goes first."""
    left = list(possible.demands)
    by_name: dict[tuple[str, str], list[int]] = {}
    for d, demand in enumerate(left):
        by_name.setdefault((possible.patient(demand).id, demand.appointment.service), []).append(d)
    for booking in had:
        mine = [d for d in by_name.get((booking.patient, booking.service), ()) if left[d].times]
        mine.sort(key=lambda d: not _pinned(left[d], booking))
        if mine and (left[mine[0]].pin is None or _pinned(left[mine[0]], booking)):
            left[mine[0]] = evolve(left[mine[0]], times=left[mine[0]].times - 1)
        elif open_ := [d for d in mine if left[d].pin is None]:
            left[open_[0]] = evolve(left[open_[0]], times=left[open_[0]].times - 1)
    return tuple(left)


def _pinned(demand: Demand, booking: Booking) -> bool:
    pin = demand.pin
    return (
        pin is not None
        and pin.start is None
        and pin.therapist in (None, booking.therapist)
        and pin.room in (None, booking.room)
    )


def _past_demand(possible: Possible, booking: Booking) -> Demand:
    patient = possible.patient_index[booking.patient]
    prescribed = possible.prescriptions[patient].appointments
    telehealth = any(a.telehealth for a in prescribed if a.service == booking.service)
    was = Appointment(booking.service, booking.end - booking.start, telehealth=telehealth)
    own = possible.therapist_index.get(booking.therapist or "", NOBODY)
    return Demand(patient, was, 1, own, others=False)


def _with_bookings(begun: Begun, found: Candidates, had: Sequence[Booking]) -> Rest:
    """Rows for the appointments that were, and for the rooms of those that are not over yet."""
    first = len(found.demands) - len(had)
    demands = np.arange(first, len(found.demands))
    starts = np.array([booking.start for booking in had], dtype=np.int64)
    under_way = [(d, b) for d, b in zip(demands.tolist(), had, strict=True) if b.end > begun.now and b.room]
    class_of = _class_of(found)
    need_of = found.need_of.copy()
    need_of[demands] = NOBODY
    need_of[[d for d, _ in under_way]] = len(found.need_minutes) + np.arange(len(under_way))
    uses = [(need_of[d], class_of[b.room or ""], b.start) for d, b in under_way]
    lengths = [b.end - b.start for _, b in under_way]
    own = np.ones(len(had), dtype=bool)
    whole = evolve(
        found,
        bookings=_joined(found.bookings, Bookings(demands, starts, own)),
        uses=_joined(found.uses, Uses(*_columns(uses, 3))),
        need_of=need_of,
        need_minutes=np.concatenate([found.need_minutes, np.array(lengths, dtype=np.int64)]),
    )
    past = {"bookings": _last(whole.bookings, len(had)), "uses": _last(whole.uses, len(uses))}
    return Rest(begun, whole, past)


# -- sessions that happened are keys of their own --------------------------------------------------


def _with_sessions(begun: Begun, rest: Rest) -> Rest:
    """A key, a kind, the members and the leaders of every session that was."""
    found, possible, was = rest.found, rest.found.possible, begun.known.sessions
    class_of = _class_of(found)
    keys, kinds, attends, leads = [], [], [], []
    for key, session in enumerate(was, len(found.keys)):
        keys.append((possible.group_index[session.group], session.start, session.end))
        place = class_of[session.room] if session.room and session.end > begun.now else NOBODY
        size = len(session.members)
        kinds.append((key, place, len(session.leaders), 0, size, size, NOBODY, 1))
        attends += [(possible.patient_index[member], key) for member in session.members]
        leads += [(possible.therapist_index[leader], key) for leader in session.leaders]
    whole = evolve(
        found,
        keys=_joined(found.keys, Keys(*_columns(keys, 3))),
        kinds=_joined(found.kinds, Kinds(*_columns(kinds, 8))),
        attendances=_joined(found.attendances, Attendances(*_columns(attends, 2))),
        leads=_joined(found.leads, Leads(*_columns(leads, 2))),
    )
    past = rest.past | {
        "kinds": _last(whole.kinds, len(kinds)),
        "attendances": _last(whole.attendances, len(attends)),
        "leads": _last(whole.leads, len(leads)),
    }
    pauses = _joined(whole.pauses, _pauses_after(whole, past, begun.now))
    return Rest(begun, evolve(whole, pauses=pauses), past)


def _pauses_after(found: Candidates, past: dict[str, Mask], now: int) -> Pauses:
    """Breaks right after something that has happened, where a break is due that day."""
    due = set(zip(found.pauses.therapist.tolist(), (found.pauses.start // DAY).tolist(), strict=True))
    items = staff_items(found)
    rows = []
    held = [past["leads"], past["bookings"]]
    happened = np.zeros(len(items), dtype=bool)
    for table, mask in enumerate(held):
        mine = items.table == table
        happened[mine] = mask[items.row[mine]]
    for row in np.nonzero(happened)[0].tolist():
        therapist, end = int(items.therapist[row]), int(items.end[row])
        pause = found.clinic.therapists[therapist].pause
        if pause is not None and (therapist, end // DAY) in due:
            low, high = (end // DAY * DAY + minute for minute in pause.between)
            if low < end <= high - pause.minutes:
                rows.append((therapist, end, end + pause.minutes))
    return Pauses(*_columns(sorted(set(rows)), 3))


def _class_of(found: Candidates) -> dict[str, int]:
    """Room id -> number of its class."""
    rooms = found.clinic.rooms
    return {rooms[room].id: c for c, same in enumerate(found.room_classes) for room in same.rooms}


def _joined(one: Table, other: Table) -> Table:
    names = [field.name for field in fields(type(one))]
    return evolve(one, **{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> tuple[Ints, ...]:
    table = np.array(rows, dtype=np.int64).reshape(-1, width)
    return tuple(table[:, column] for column in range(width))


def _last(table: Rows, count: int) -> Mask:
    mask = np.zeros(len(table), dtype=bool)
    mask[len(table) - count :] = True
    return mask


def breaks_left(found: Candidates, plan: Plan) -> Ints:
    """For each therapist and day the first break that nothing in `plan` touches."""
    items = staff_items(found)
    chosen = np.zeros(len(items), dtype=bool)
    for table, values in enumerate((plan.leads, plan.bookings, plan.covers)):
        mine = items.table == table
        chosen[mine] = values[items.row[mine]] > 0
    busy, pauses = items.take(chosen), found.pauses
    order = np.argsort(busy.therapist, kind="stable")
    busy = busy.take(order)
    low = np.searchsorted(busy.therapist, pauses.therapist)
    high = np.searchsorted(busy.therapist, pauses.therapist, side="right")
    values, done = np.zeros(len(pauses), dtype=np.int64), set()
    rows = zip(pauses.therapist.tolist(), pauses.start.tolist(), pauses.end.tolist(), strict=True)
    for row, (therapist, start, end) in enumerate(rows):
        mine = slice(low[row], high[row])
        if (therapist, start // DAY) in done or ((busy.start[mine] < end) & (start < busy.end[mine])).any():
            continue
        values[row] = 1
        done.add((therapist, start // DAY))
    return values


# -- rules that cannot be met any more -------------------------------------------------------------


def _soften(program: Program) -> Objective:
    """Let what has to take place fail, each for one; the blocks of those rules get a column a row."""
    missed = Objective()
    for i, block in enumerate(program.blocks):
        asked = np.nonzero(block.low > 0)[0] if block.rule in MUSTS else np.zeros(0, dtype=np.int64)
        if not len(asked):
            continue

        def short(values: Values, block: Block = block, asked: Ints = asked) -> Values:
            return np.asarray(np.maximum(block.low - _totals(block, values), 0)[asked])

        slack = program.columns(len(asked), block.low[asked], short)
        missed.add(slack, 1)
        program.blocks[i] = evolve(
            block,
            row=np.concatenate([block.row, asked]),
            column=np.concatenate([block.column, slack]),
            coefficient=np.concatenate([block.coefficient, np.ones(len(asked), dtype=np.int64)]),
        )
    return missed


def _take_as_given(program: Program, only_past: Values) -> None:
    """A row that is broken when nothing follows what happened asks no more than what happened gives."""
    for i, block in enumerate(program.blocks):
        total = _totals(block, only_past)
        low, high = np.minimum(block.low, total), np.maximum(block.high, total)
        if (low != block.low).any() or (high != block.high).any():
            program.blocks[i] = evolve(block, low=low, high=high)


def _totals(block: Block, values: Values) -> Ints:
    total = np.bincount(block.row, block.coefficient * values[block.column], minlength=len(block.low))
    return np.rint(total).astype(np.int64)
