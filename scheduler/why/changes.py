"""Changes of a clinic that could meet one more hour, each with what it costs and how it reads.

Costs only rank them: half an hour of a therapist comes first, a new language last.

    30 / 60   a therapist stays half an hour or an hour longer, or comes earlier, on one day
    40 / 75   a patient does
    45        a pin is dropped
    50        a group may run once more a week
    55        it may also meet at one more time
    60        a group may run with one member less
    65 / 70   a therapist may work one hour more in the week, on a day
    90        one more room of a kind on one day, while the patient is free
    120       a room gets what a group asks for
    150       a therapist comes on one more day, a patient does (160)
    130       a session takes one member more
    170-190   the patient's prescription allows a little more: a longer wait, day or week, one more group day,
              a service twice a day; a closed or ordered group is a little less so
    200-300   a therapist learns a track, a service, a language
    400       there is one more therapist on one day, while the patient is free
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from scheduler.clinic import Clinic, Patient, Room, Therapist
from scheduler.week import DAY, DAY_NAMES, WEEK, Span, Window, clock, joined
from scheduler.why.allowances import allowances
from scheduler.why.change import Change, of_patient, of_therapist
from scheduler.why.scene import Scene
from scheduler.why.words import listed, part_of_day

LONGER = ((30, 30, 40), (60, 60, 75))
"""Minutes, and what they cost of a therapist and of a patient."""
MOST_STAFF = 8
MOST_CHANGES = 150


def changes(scene: Scene) -> tuple[Change, ...]:
    """Everything worth trying for one wish, cheapest first; the patient's own therapist before others."""
    found = [
        *_longer_staff(scene),
        *_longer_patient(scene),
        *allowances(scene),
        *_hours(scene),
        *_rooms(scene),
        *_skills(scene),
        *_another(scene),
    ]
    own = scene.clinic.patients[scene.index].therapist
    found.sort(key=lambda change: (change.cost, change.of != own))
    return tuple(found[:MOST_CHANGES])


def _staff(scene: Scene) -> list[Therapist]:
    """Who may lead or give it, the patient's own first."""
    own = scene.clinic.patients[scene.index].therapist
    able = [scene.clinic.therapists[t] for t in scene.able]
    return sorted(able, key=lambda therapist: therapist.id != own)[:MOST_STAFF]


def _open(scene: Scene, day: int, low: int, high: int) -> bool:
    return any(w.day == day and w.start <= low and high <= w.end for w in joined(scene.clinic.open))


def _stretched(scene: Scene, available: tuple[Window, ...], minutes: int) -> Iterator[tuple[Window, str]]:
    """Windows that add some minutes after and before those of each day, with `until 20:30 on Wednesday`."""
    for window in joined(available):
        day = DAY_NAMES[window.day]
        later = Window(window.day, window.end, window.end + minutes)
        earlier = Window(window.day, window.start - minutes, window.start)
        if _open(scene, window.day, later.start, later.end):
            yield later, f"until {clock(later.end)} on {day}"
        if _open(scene, window.day, earlier.start, earlier.end):
            yield earlier, f"from {clock(earlier.start)} on {day}"


def _longer_staff(scene: Scene) -> Iterator[Change]:
    free = scene.possible.patient_free[scene.index]
    for therapist in _staff(scene):
        for minutes, cost, _ in LONGER:
            for window, words in _stretched(scene, therapist.available, minutes):
                if free[window.span[0] : window.span[1]].any():
                    yield _staff_window(therapist.id, window, cost, words)
        days = {window.day for window in therapist.available}
        for span in _stretches(scene):
            if span[0] // DAY not in days:
                window = _window(span)
                times = f"{clock(window.start)}-{clock(window.end)}"
                words = f"on {DAY_NAMES[window.day]} {times} as well"
                yield _staff_window(therapist.id, window, 150, words)


def _stretches(scene: Scene) -> list[Span]:
    """When the patient is free long enough for it."""
    return [span for span in scene.free if span[1] - span[0] >= scene.minutes]


def _window(span: Span) -> Window:
    day = span[0] // DAY
    return Window(day, span[0] - day * DAY, span[1] - day * DAY)


def _staff_window(who: str, window: Window, cost: int, words: str) -> Change:
    def made(clinic: Clinic) -> Clinic:
        return of_therapist(clinic, who, lambda t: evolve(t, available=(*t.available, window)))

    return Change(cost, f"{who} {words}", who, "staff", made, window)


def _patient_window(who: str, window: Window, cost: int, words: str) -> Change:
    def made(clinic: Clinic) -> Clinic:
        return of_patient(clinic, who, lambda p: evolve(p, available=(*p.available, window)))

    return Change(cost, f"{who} {words}", who, "times", made, window)


def _longer_patient(scene: Scene) -> Iterator[Change]:
    patient = scene.clinic.patients[scene.index]
    for minutes, _, cost in LONGER:
        for window, words in _stretched(scene, patient.available, minutes):
            yield _patient_window(patient.id, window, cost, words)
    windows = joined(patient.available)
    days = {window.day for window in windows}
    for day in range(WEEK // DAY):
        model = max(windows, key=lambda w: w.end - w.start, default=None)
        if model is not None and day not in days and _open(scene, day, model.start, model.end):
            window = Window(day, model.start, model.end)
            words = f"on {DAY_NAMES[day]} {clock(window.start)}-{clock(window.end)} as well"
            yield _patient_window(patient.id, window, 160, words)


def _hours(scene: Scene) -> Iterator[Change]:
    for therapist in _staff(scene):
        who = therapist.id
        if therapist.max_hours_week is not None:
            words = f"{who} up to {therapist.max_hours_week + 1:g} hours a week"
            yield Change(65, words, who, "staff", _more_hours(who, "max_hours_week"))
        if therapist.max_hours_day is not None:
            words = f"{who} up to {therapist.max_hours_day + 1:g} hours a day"
            yield Change(70, words, who, "staff", _more_hours(who, "max_hours_day"))


def _more_hours(who: str, name: str) -> Callable[[Clinic], Clinic]:
    def made(clinic: Clinic) -> Clinic:
        return of_therapist(clinic, who, lambda t: evolve(t, **{name: getattr(t, name) + 1}))

    return made


def _rooms(scene: Scene) -> Iterator[Change]:
    if not scene.needs_room:
        return
    kind, features, seats = _room_asked(scene)
    more = f" with {listed(sorted(features))}" if features else ""
    if seats > max((room.capacity for room in scene.whole.rooms if kind in (None, room.kind)), default=0):
        more += f"{' and' if more else ' with'} {seats} seats"
    for span in _stretches(scene):
        window = _window(span)
        part = part_of_day(window.start)
        same = part == part_of_day(window.end - 1)
        when = f"{DAY_NAMES[window.day]} {part if same else clock(window.start) + '-' + clock(window.end)}"
        named = f"another {kind + ' ' if kind else ''}room{more}"
        room = Room(f"{named} on {when}", kind or "room", seats, features, open=(window,))
        yield Change(90, f"{named} on {when}", named, "room", _with_room(room), window)
    for room in scene.clinic.rooms:
        lacking = features - room.features
        if lacking and kind in (None, room.kind):
            words = f"{', '.join(sorted(lacking))} in {room.id}"
            yield Change(120, words, room.id, "room", _equipped(room.id, lacking))


def _room_asked(scene: Scene) -> tuple[str | None, frozenset[str], int]:
    """Kind, features and seats of the room that is needed."""
    if scene.wanted.appointment:
        return scene.possible.demands[scene.demands[0]].appointment.room_kind, frozenset(), 2
    groups = [scene.clinic.groups[g] for g in scene.groups]
    features = frozenset(f for group in groups for f in group.room_features)
    return groups[0].room_kind, features, max(group.size.max for group in groups)


def _with_room(room: Room) -> Callable[[Clinic], Clinic]:
    return lambda clinic: evolve(clinic, rooms=(*clinic.rooms, room))


def _equipped(name: str, features: frozenset[str]) -> Callable[[Clinic], Clinic]:
    def made(clinic: Clinic) -> Clinic:
        rooms = (evolve(r, features=r.features | features) if r.id == name else r for r in clinic.rooms)
        return evolve(clinic, rooms=tuple(rooms))

    return made


def _skills(scene: Scene) -> Iterator[Change]:
    """Therapists who are there when the patient is and lack one thing only."""
    patient, service = scene.clinic.patients[scene.index], scene.wanted.service
    able = set(scene.able.tolist())
    there = scene.anywhere(scene.possible.staff_free)
    tracks, languages = _asked_of_staff(scene, patient)
    for t, therapist in enumerate(scene.clinic.therapists):
        if t in able or not there[t] or therapist.id.startswith("~"):
            continue
        lacks_track = therapist.tracks is not None and not tracks <= therapist.tracks
        lacks_language = therapist.languages is not None and not languages <= therapist.languages
        lacks_service = service not in therapist.services
        who = therapist.id
        if lacks_service + lacks_track + lacks_language != 1:
            continue
        if lacks_service:
            more = frozenset({service})
            yield Change(
                250, f"{who} credentialed for {service}", who, "staff", _learns(who, "services", more)
            )
        elif lacks_track:
            yield Change(200, f"{who} on track {_one(tracks)}", who, "staff", _learns(who, "tracks", tracks))
        else:
            words = f"{who} speaking {_one(languages)}"
            yield Change(300, words, who, "staff", _learns(who, "languages", languages))


def _another(scene: Scene) -> Iterator[Change]:
    """One more therapist for it, while the patient is free."""
    if not (scene.demands or any(scene.clinic.groups[g].leaders for g in scene.groups)):
        return
    service, named = scene.wanted.service, f"another therapist for {scene.wanted.service}"
    for span in _stretches(scene):
        window = _window(span)
        words = f"{named} on {DAY_NAMES[window.day]} {clock(window.start)}-{clock(window.end)}"
        more = Therapist(words, frozenset({service}), (window,))
        yield Change(400, words, named, "staff", _with_therapist(more))


def _with_therapist(therapist: Therapist) -> Callable[[Clinic], Clinic]:
    return lambda clinic: evolve(clinic, therapists=(*clinic.therapists, therapist))


def _asked_of_staff(scene: Scene, patient: Patient) -> tuple[frozenset[str], frozenset[str]]:
    """Tracks and languages that a therapist needs for it."""
    if scene.wanted.appointment:
        return frozenset(filter(None, [patient.track])), frozenset(filter(None, [patient.language]))
    groups = [scene.clinic.groups[g] for g in scene.groups]
    return (
        frozenset(group.track for group in groups if group.track),
        frozenset(group.language for group in groups if group.language),
    )


def _one(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _learns(who: str, name: str, more: frozenset[str]) -> Callable[[Clinic], Clinic]:
    def made(clinic: Clinic) -> Clinic:
        return of_therapist(clinic, who, lambda t: evolve(t, **{name: getattr(t, name) | more}))

    return made
