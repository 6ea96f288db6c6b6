"""The encrypted record: killed writers, full disks, damaged files, and how quick it is after three years."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import cast

import sqlalchemy as sa

from benchmarks.cluster import DISK, NoServer, cluster, name_server
from benchmarks.figures import Figure, Report
from benchmarks.latency import percentile
from benchmarks.store import kills, years
from benchmarks.store.damage import Case, damage_all
from benchmarks.store.years import PASSPHRASE, SMALL, WHOLE
from facilitator.desk import Desk
from facilitator.events import NoShow
from facilitator.records.audit import verify
from facilitator.records.connection import reading
from facilitator.records.schema import ENTRIES
from facilitator.records.store import Record

ENTRIES_VERIFIED = 100_000
KEYS = 500


def run(options: Sequence[str]) -> Report:
    """Measure all of it (some minutes). `--small` takes a fraction, for tests; `--only PART` one part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks store")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args(options)
    report = Report("store", (), ())
    figures: list[Figure] = []
    notes: list[str] = []
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        for name, part in PARTS.items():
            if given.only in (None, name):
                found = part(Path(folder), given.small)
                figures += found.figures
                notes += found.notes
                rows += found.rows
    return Report("store", tuple(figures), tuple(notes), tuple(rows), report.machine)


# --- nothing is lost --------------------------------------------------------------------------------------


def killed(folder: Path, small: bool) -> Report:
    return _killed(folder / "killed", small, "")


def server_killed(folder: Path, small: bool) -> Report:
    """The same clients with the record on a PostgreSQL of this computer, which lives on."""
    clinic = folder / "server-killed"
    try:
        with cluster(DISK) as postgres:
            name_server(clinic, postgres.place())
            return _killed(clinic, small, " on PostgreSQL")
    except NoServer as trouble:
        return Report("server-killed", (), (f"PostgreSQL was not measured: {trouble}",))


def _killed(clinic: Path, small: bool, where: str) -> Report:
    rounds = 10 if small else 500
    found = kills.kill_writers(clinic, rounds)
    note = f"{found.acknowledged:,} appends{where} were acknowledged before {rounds} kills"
    figures = (
        Figure(f"acknowledged appends lost in {rounds} kill -9{where}", found.lost, "", None, 0),
        Figure(f"appends there in part{where}", found.torn, "", None, 0),
        Figure(f"chain broken afterwards{where}", int(not found.holds), "", None, 0),
    )
    return Report("killed", figures, (note,))


def full(folder: Path, small: bool) -> Report:
    faults = 5 if small else 200
    try:
        found = kills.fill_disks(folder / "full", faults)
    except PermissionError as trouble:
        return Report("full", (), (f"full disks were not measured: {trouble}",))
    figures = (
        Figure(f"acknowledged appends lost in {faults} full disks", found.lost, "", None, 0),
        Figure("refusals that did not name the disk", found.unsaid, "", None, 0),
        Figure("chain broken afterwards", int(not found.holds), "", None, 0),
    )
    return Report("full", figures, (f"{found.stored:,} appends before {faults} refusals, on {found.how}",))


def damaged(folder: Path, small: bool) -> Report:
    cases = damage_all(folder / "damaged", 14 if small else 200)
    unsaid = [case for case in cases if case.harm and not case.said]
    harmless = sum(not case.harm for case in cases)
    figures = (Figure(f"damage that did harm and was not said, of {len(cases)}", len(unsaid), "", None, 0),)
    said = len(cases) - harmless - len(unsaid)
    notes = [f"{said} cases were said; {harmless} did no harm (bits behind the last entry of a log)"]
    notes += [f"not said: {case.how}" for case in unsaid]
    return Report("damaged", figures, tuple(notes), tuple(_counted(cases)))


def _counted(cases: Sequence[Case]) -> Iterator[dict[str, object]]:
    """How often each sentence was said, the numbers in it aside."""
    words = Counter("".join("#" if c.isdigit() else c for c in case.said)[:90] for case in cases)
    for said, count in words.most_common():
        yield {"said": said or "nothing", "cases": count}


def beside(folder: Path, small: bool) -> Report:
    programs, each = 3, 50 if small else 1000
    refused, missing, seconds = kills.write_beside(folder / "beside", programs, each)
    figures = (
        Figure(f"{programs} writers x {each:,}: refused", refused, "", None, 0),
        Figure(f"{programs} writers x {each:,}: missing", missing, "", None, 0),
    )
    return Report("beside", figures, (f"{programs * each / seconds:,.0f} appends a second together",))


def server(folder: Path, small: bool) -> Report:
    """Several writers and single entries on a PostgreSQL of this computer; the baseline is the file."""
    programs, each = 3, 50 if small else 1000
    try:
        with cluster(DISK) as postgres:
            clinics = folder / "server", folder / "server-beside"
            for clinic in clinics:
                name_server(clinic, postgres.place())
            with Record.create(clinics[0], "t1", PASSPHRASE)[0] as record:
                stored = _stored(record, 20 if small else KEYS)
            opening = median(
                _timed(lambda: Record.open(clinics[0], "t1", PASSPHRASE).close()) for _ in range(3)
            )
            refused, missing, seconds = kills.write_beside(clinics[1], programs, each)
    except NoServer as trouble:
        return Report("server", (), (f"PostgreSQL was not measured: {trouble}",))
    with Record.create(folder / "server-not", "t1", PASSPHRASE)[0] as record:
        file = _stored(record, 20 if small else KEYS)
    figures = (
        Figure(
            "one entry stored on PostgreSQL, p99", percentile(stored, 99), "ms", percentile(file, 99), 50.0
        ),
        Figure("one entry stored on PostgreSQL, median", percentile(stored, 50), "ms", percentile(file, 50)),
        Figure("unlock on PostgreSQL", round(opening, 3), "s", None, 1.0),
        Figure(f"{programs} writers x {each:,} on PostgreSQL: refused", refused, "", None, 0),
        Figure(f"{programs} writers x {each:,} on PostgreSQL: missing", missing, "", None, 0),
    )
    return Report("server", figures, (f"{programs * each / seconds:,.0f} appends a second together",))


def _stored(record: Record, count: int) -> list[float]:
    """Milliseconds for each of so many entries, one at a time."""
    return [_timed(lambda: record.append("session:last", NoShow("P-001"))) * 1000 for _ in range(count)]


# --- quick after years ------------------------------------------------------------------------------------


def quick(folder: Path, small: bool) -> Report:
    size, clinic = SMALL if small else WHOLE, folder / "years"
    record = years.build(clinic, size)
    entries = record.count()
    bytes_ = record.places.database.stat().st_size
    without = _timed(lambda: _today(years.desk(clinic, record)))
    years.desk(clinic, record).keep()
    record.close()
    figures = [*_unlocking(clinic, small), *asyncio.run(_in_the_app(clinic, without, small))]
    with Record.open(clinic, "t1", PASSPHRASE) as record:
        figures += _appending(folder, record, small)
        figures += _verifying(record, entries)
    note = (
        f"{size.people} people, {size.attendances:,} attendances, {size.notes:,} signed notes: "
        f"{entries:,} entries, {bytes_ / 1e6:,.0f} MB"
    )
    return Report("quick", tuple(figures), (note,))


def _timed(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def _today(desk: Desk) -> object:
    from facilitator.tui.today.sheet import sheet

    return sheet(desk)


def _unlocking(clinic: Path, small: bool) -> tuple[Figure, ...]:
    """From the passphrase to a record that answers; the baseline derives the key and opens nothing."""
    from facilitator.records import keys
    from facilitator.records.places import Places

    def unlock() -> None:
        Record.open(clinic, "t1", PASSPHRASE).close()

    times = 1 if small else 5
    taken = median(_timed(unlock) for _ in range(times))
    base = median(_timed(lambda: keys.unlock(Places.of(clinic), "t1", PASSPHRASE)) for _ in range(times))
    return (Figure("unlock", round(taken, 3), "s", round(base, 3), 1.0),)


async def _in_the_app(clinic: Path, without: float, small: bool) -> tuple[Figure, ...]:
    """Today on screen after unlocking, and people found, in the running app."""
    from facilitator.tui.app import Openchair
    from facilitator.tui.entrance import Entrance
    from facilitator.tui.patients.screen import PatientsScreen
    from facilitator.tui.today.screen import TodayScreen

    config = years.config(clinic)
    app = Openchair(Entrance(clinic, config))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.5)
        with Record.open(clinic, "t1", PASSPHRASE) as record:
            began, cpu = time.perf_counter(), time.process_time()
            app.enter(years.desk(clinic, record))
            await _until(lambda: isinstance(app.screen, TodayScreen) and app.screen._sheet is not None)
            await _drawn(app)
            today, today_cpu = time.perf_counter() - began, time.process_time() - cpu
            await app.switch_mode("patients")
            await _until(lambda: isinstance(app.screen, PatientsScreen) and app.screen.is_mounted)
            screen = cast(PatientsScreen, app.screen)
            screen.action_former()
            await _drawn(app)
            cpu = time.process_time()
            found = await _finding(screen, 5 if small else 60)
            found_cpu = (time.process_time() - cpu) / len(found) * 1000
            scanned = _scanning(record, 5 if small else 20)
    return (
        Figure("Today after unlocking", round(today, 3), "s", round(without, 3), 1.0),
        Figure("the same, of the processor", round(today_cpu, 3), "s"),
        Figure("find a person, slowest", max(found), "ms", scanned, 100.0),
        Figure("find a person, median", round(median(found), 1), "ms"),
        Figure("the same, of the processor, mean", round(found_cpu, 1), "ms"),
    )


async def _finding(screen: object, count: int) -> list[float]:
    """Milliseconds from the last letter of the search to the list drawn; the person is in it."""
    from facilitator.tui.patients.screen import PatientsScreen

    assert isinstance(screen, PatientsScreen)
    people = list(screen.desk.people.values())
    search = screen.query_one("#search")
    taken = []
    for person in people[:: max(1, len(people) // count)]:
        began = time.perf_counter()
        search.value = person.id  # type: ignore[attr-defined]
        await _drawn(screen.app)
        taken.append(round((time.perf_counter() - began) * 1000, 1))
        if person.id not in {row.person.id for row in screen._shown}:
            raise RuntimeError(f"{person.id} was not found")
    return taken


def _scanning(record: Record, times: int) -> float:
    """The baseline: reading every admission from the record and looking through it."""
    taken = [_timed(lambda: record.read_like("patient:", ["patient.admitted"])) for _ in range(times)]
    return round(median(taken) * 1000, 1)


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0)


async def _drawn(app: object) -> None:
    from textual.app import App

    assert isinstance(app, App)
    drawn = asyncio.Event()
    app.screen.call_after_refresh(drawn.set)
    await drawn.wait()


def _appending(folder: Path, record: Record, small: bool) -> tuple[Figure, ...]:
    """One key at a time, durable; the baseline is plain SQLite with the same promise."""
    count = 20 if small else KEYS
    ours = _stored(record, count)
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for words in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE t (data TEXT)"):
        plain.execute(words)
    theirs = [_timed(lambda: plain.execute("INSERT INTO t VALUES ('x')")) * 1000 for _ in range(count)]
    plain.close()
    return (
        Figure("one entry stored, p99", percentile(ours, 99), "ms", percentile(theirs, 99), 50.0),
        Figure("one entry stored, median", percentile(ours, 50), "ms", percentile(theirs, 50)),
    )


def _verifying(record: Record, entries: int) -> tuple[Figure, ...]:
    """Every page, link and signature, for 100,000 entries; the baseline only reads the rows."""

    def read() -> None:
        with reading(record._live) as db:
            db.execute(sa.select(ENTRIES)).fetchall()

    share = ENTRIES_VERIFIED / entries
    base = _timed(read) * share
    began, cpu = time.perf_counter(), time.process_time()
    report = verify(record)
    taken, cpu = time.perf_counter() - began, time.process_time() - cpu
    if not report.ok:
        raise RuntimeError(report.sentence)
    return (
        Figure(
            f"verify, for {ENTRIES_VERIFIED:,} entries", round(taken * share, 2), "s", round(base, 2), 2.0
        ),
        Figure("the same, of the processor", round(cpu * share, 2), "s"),
        Figure(f"verify all {entries:,}, {report.signatures:,} signatures", round(taken, 2), "s"),
    )


PARTS: dict[str, Callable[[Path, bool], Report]] = {
    "killed": killed,
    "full": full,
    "damaged": damaged,
    "beside": beside,
    "server": server,
    "server-killed": server_killed,
    "quick": quick,
}
