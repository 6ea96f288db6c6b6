"""Whatever is written is read back the same, and no file whatever raises."""

from __future__ import annotations

import string
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_clinic_files import GOOD
from tiny import CLINIC, week

from curricula.diagnostics import BadInput
from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Level,
    Patient,
    Pin,
    Prescription,
    Room,
    Size,
    Therapist,
    Weights,
)
from scheduler.files import (
    dump_clinic,
    dump_timetable,
    load_clinic,
    load_timetable,
    write_clinic,
    write_timetable,
)
from scheduler.timetable import Booking, Score, Session, Timetable, Unmet
from scheduler.week import DAY, WEEK, Period, Start, Week, Window, joined

WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp")), min_size=1, max_size=8
)
SERVICES = st.sampled_from(["process", "skills", "family", "art therapy", 'say "hi"'])
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NOONS = st.builds(lambda day, minute: datetime.combine(day, time(8)) + timedelta(minutes=minute), DATES,
                  st.integers(0, 600))  # fmt: skip
FEW = {"max_size": 3}


@st.composite
def windows(draw: st.DrawFn, least: int = 0) -> tuple[Window, ...]:
    def one() -> Window:
        start, end = sorted(draw(st.lists(st.integers(0, DAY), min_size=2, max_size=2, unique=True)))
        return Window(draw(st.integers(0, 6)), start, end)

    return joined(tuple(one() for _ in range(draw(st.integers(least, 4)))))


@st.composite
def absences(draw: st.DrawFn) -> tuple[Period, ...]:
    days = [Period.day(day) for day in draw(st.lists(DATES, **FEW))]
    parts = [
        Period(at, at + timedelta(minutes=draw(st.integers(1, 200)))) for at in draw(st.lists(NOONS, **FEW))
    ]
    return tuple(sorted(days + parts))


maybe = st.none() | st.integers(0, 9)
SOME_WORDS = st.frozensets(WORDS, **FEW)
APPOINTMENTS = st.lists(
    st.builds(
        Appointment,
        service=st.sampled_from(["individual", "family", "medication", "screen"]),
        minutes=st.integers(1, 120),
        every_weeks=st.integers(1, 4),
        times=st.integers(1, 3),
        telehealth=st.booleans(),
        room_kind=st.none() | WORDS,
        staff=st.booleans(),
    ),
    unique_by=lambda a: a.service,
    **FEW,
).map(tuple)


@st.composite
def own_keys(draw: st.DrawFn, services: list[str]) -> dict[str, object]:
    """What a table prescribes, keys at random, each whole."""
    own: dict[str, object] = {}
    for key, values in (
        ("days", st.integers(0, 7)),
        ("max_gap", st.integers(0, 60)),
        ("once_a_day", st.booleans()),
    ):
        if draw(st.booleans()):
            own[key] = draw(values)
    for key in ("hours", "day_hours"):
        if draw(st.booleans()):
            own[f"{key}_min"] = draw(st.none() | st.integers(0, 5).map(lambda n: n / 2))
            own[f"{key}_max"] = draw(st.none() | st.integers(3, 24).map(float))
    if draw(st.booleans()):
        own["services"] = {s: draw(st.integers(0, 600)) for s in services if draw(st.booleans())}
    if draw(st.booleans()):
        own["appointments"] = draw(APPOINTMENTS)
    return own


@st.composite
def clinics(draw: st.DrawFn) -> Clinic:
    def names(most: int, least: int = 0) -> list[str]:
        return draw(st.lists(WORDS, min_size=least, max_size=most, unique=True))

    people, staff, rooms, levels = names(4), names(3), names(3), names(2, 1)
    groups = [name for name in names(3) if name not in ("individual", "family", "medication", "screen")]
    offered = draw(st.lists(SERVICES, min_size=len(groups), max_size=len(groups)))

    def pick(names: list[str]) -> str | None:
        return draw(st.none() | st.sampled_from(names)) if names else None

    def some(names: list[str], but: str = "") -> list[str]:
        left = [name for name in names if name != but]
        return draw(st.lists(st.sampled_from(left), unique=True, **FEW)) if left else []

    made = tuple(
        draw(
            st.builds(
                Group,
                id=st.just(name),
                service=st.just(service),
                minutes=st.integers(1, 200),
                size=st.builds(lambda low, more: Size(low, low + more), st.integers(1, 5), st.integers(0, 9)),
                track=st.none() | WORDS,
                band=st.sampled_from(["adult", "adolescent"]),
                language=st.none() | WORDS,
                telehealth=st.sampled_from([False, True, "hybrid"]),
                leaders=st.integers(0, 3),
                second_leader_above=maybe,
                min_per_week=st.integers(0, 2),
                max_per_week=st.none() | st.integers(2, 5),
                room_kind=WORDS,
                room_features=SOME_WORDS,
                starts=st.none()
                | st.frozensets(st.builds(Start, st.integers(0, 6), st.integers(0, DAY - 1)), **FEW).map(
                    lambda found: tuple(sorted(found))
                ),
                after=st.just(tuple(some(groups, but=name))),
                members=st.just(tuple(some(people))) | st.none(),
                curriculum=st.none() | WORDS,
            )
        )
        for name, service in zip(groups, offered, strict=True)
    )

    def patient(name: str) -> Patient:
        stay = draw(st.lists(DATES, min_size=2, max_size=2).map(sorted))
        return Patient(
            id=name,
            level=draw(st.sampled_from(levels)),
            available=draw(windows()),
            own=draw(own_keys(offered)),
            track=draw(st.none() | WORDS),
            language=draw(st.none() | WORDS),
            prefers=draw(windows()),
            therapist=pick(staff),
            prescriber=pick(staff),
            apart=frozenset(some(people, but=name)),
            admitted=stay[0],
            discharge=draw(st.none() | st.just(stay[1])),
            away=draw(absences()),
            remote=draw(st.booleans()),
            band=draw(st.sampled_from(["adult", "adolescent"])),
        )

    def pin() -> Pin:
        start, room = draw(NOONS), pick(rooms)
        return Pin(
            group=draw(st.sampled_from(groups)), start=start, room=room, leaders=tuple(some(staff)),
            members=tuple(some(people)),
        )  # fmt: skip

    return Clinic(
        name=draw(WORDS),
        timezone="Europe/Lisbon",
        open=draw(windows()),
        grid=draw(st.integers(1, 60)),
        closed=tuple(sorted(draw(st.sets(DATES, **FEW)))),
        packs=tuple(draw(st.lists(WORDS, **FEW))),
        rooms=tuple(
            Room(
                name,
                draw(WORDS),
                draw(st.integers(1, 30)),
                draw(SOME_WORDS),
                draw(st.none() | windows()),
                draw(absences()),
            )
            for name in rooms
        ),
        therapists=tuple(
            Therapist(
                name,
                draw(st.frozensets(WORDS, min_size=1, max_size=3)),
                draw(windows()),
                name=draw(st.just("") | WORDS),
                tracks=draw(st.none() | SOME_WORDS),
                languages=draw(st.none() | SOME_WORDS),
                away=draw(absences()),
                max_hours_day=draw(st.none() | st.just(7.5) | st.just(8.0)),
                max_hours_week=draw(st.none() | st.just(32.0)),
                pause=draw(st.none() | st.just(Break(30, (660, 840)))),
            )
            for name in staff
        ),
        groups=made,
        levels=tuple(Level(name, Prescription(**draw(own_keys(offered)))) for name in levels),  # type: ignore[arg-type]
        patients=tuple(map(patient, people)),
        pins=tuple(pin() for _ in range(draw(st.integers(0, 2)))) if groups else (),
        weights=draw(st.builds(Weights, idle=st.integers(0, 9), busiest=st.integers(0, 9))),
    )


@settings(max_examples=80, deadline=None)
@given(clinics())
def test_a_clinic_that_is_written_is_read_back_the_same(clinic: Clinic) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.toml"
        write_clinic(path, clinic)
        again, problems = load_clinic(path)
    assert [problem.render() for problem in problems if problem.is_error] == []
    assert again == clinic


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    def span() -> tuple[int, int]:
        start, end = sorted(draw(st.lists(st.integers(0, WEEK), min_size=2, max_size=2, unique=True)))
        return start, end

    people = st.lists(WORDS, unique=True, max_size=4).map(tuple)
    bound = st.none() | st.integers(0, 999)
    sessions = [
        Session(*span(), draw(WORDS), draw(st.none() | WORDS), draw(people), draw(people))
        for _ in range(draw(st.integers(0, 4)))
    ]
    bookings = [
        Booking(*span(), draw(WORDS), draw(WORDS), draw(st.none() | WORDS), draw(st.none() | WORDS))
        for _ in range(draw(st.integers(0, 4)))
    ]
    unmet = st.builds(Unmet, WORDS, WORDS, st.integers(1, 600), st.just("") | WORDS, st.just("") | WORDS)
    return Timetable(
        clinic=draw(WORDS),
        week=Week.of(draw(DATES)),
        sessions=tuple(sorted(sessions, key=lambda s: (s.span, s.group))),
        appointments=tuple(sorted(bookings, key=lambda b: (b.span, b.patient))),
        unmet=tuple(draw(st.lists(unmet, **FEW))),
        score=draw(st.builds(Score, *[st.integers(0, 9999)] * 4, *[bound] * 4)),
        status=draw(st.sampled_from(["optimal", "feasible"])),
    )


@settings(max_examples=100, deadline=None)
@given(timetables())
def test_a_timetable_that_is_written_is_read_back_the_same(timetable: Timetable) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "week.toml"
        write_timetable(path, timetable)
        again, problems = load_timetable(path)
    assert problems == []
    assert again == timetable


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> str:
    """A good file with some of its lines or characters changed."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        i = draw(st.integers(0, len(lines) - 1))
        other = lines[draw(st.integers(0, len(lines) - 1))]
        kind = draw(st.sampled_from(["drop", "copy", "swap", "value", "character"]))
        if kind == "drop":
            lines[i] = ""
        elif kind == "copy":
            lines.insert(i, other)
        elif kind == "swap":
            lines[i] = other
        elif kind == "value":
            values = [
                "0",
                "-1",
                "1e400",
                '""',
                "[]",
                "{}",
                "true",
                "2026-02-29",
                "2026-11-25T00:00:00Z",
                "9" * 25,
            ]
            lines[i] = lines[i].partition("=")[0] + "= " + draw(st.sampled_from(values))
        else:
            at = draw(st.integers(0, len(lines[i])))
            lines[i] = (
                lines[i][:at] + draw(st.sampled_from(string.printable + "é\u202e\x00")) + lines[i][at + 1 :]
            )
    return "\n".join(lines)


@settings(max_examples=120, deadline=None)
@given(spoiled(GOOD))
def test_no_clinic_file_raises(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.toml"
        path.write_bytes(text.encode())
        clinic, problems = load_clinic(path, Week.parse("2026-W48"))
    assert (clinic is None) == any(problem.is_error for problem in problems)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)


@settings(max_examples=80, deadline=None)
@given(spoiled(dump_timetable(week())))
def test_no_timetable_file_raises(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "week.toml"
        path.write_bytes(text.encode())
        timetable, problems = load_timetable(path, CLINIC)
    assert (timetable is None) == any(problem.is_error for problem in problems)


def test_short_values_stand_on_one_line_and_long_lists_do_not() -> None:
    text = dump_clinic(CLINIC)
    assert "size = { min = 2, max = 4 }\n" in text
    assert 'open = ["mon-fri 08:00-20:00"]\n' in text
    assert max(map(len, text.splitlines())) <= 110


class TestWriting:
    def test_a_file_that_cannot_be_written_is_bad_input(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput) as refused:
            write_timetable(tmp_path / "none" / "week.toml", week())
        assert [p.code for p in refused.value.diagnostics] == ["S003"]

    def test_the_old_file_stays_when_writing_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "week.toml"
        write_timetable(path, week())
        before = path.read_bytes()

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(BadInput, match="no space left"):
            write_timetable(path, week(p2=None))
        assert path.read_bytes() == before
        assert [found.name for found in tmp_path.iterdir()] == ["week.toml"]
