"""Giving a week out, the calendars of 200 patients to a folder; bringing a list of 100,000 rows in.

A roomy clinic of 200 patients with its planted week is published twice into a new folder: first everything
is new, then one session in eight has moved by a quarter of an hour, so that each calendar is read, compared
and written again. The baseline writes the same number of plain files of the same size, one by one.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from attrs import evolve

from benchmarks.figures import Figure, Report
from benchmarks.weekly.planting import roomy
from scheduler.exports.publishing import Published, publish
from scheduler.imports.patients import read_patients
from scheduler.timetable import Timetable

TARGET = 5.0
"""Seconds for the calendars of 200 patients."""
EVERY = ("ics", "html", "csv", "xlsx")


def run(options: Sequence[str]) -> Report:
    """Measure. `--times N` sets how often (default 3); medians count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks exports")
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args(options).times
    clinic, timetable = roomy("l", 1)
    zone = ZoneInfo(clinic.timezone)
    rounds = [_round(timetable, zone) for _ in range(times)]
    first, second, all_formats, plain, own = map(
        median, zip(*(seconds for seconds, _ in rounds), strict=True)
    )
    done = rounds[0][1]
    patients = sum(1 for name in done.files if name.startswith("calendars/patients/"))
    read, bare = (median(seconds) for seconds in zip(*(_list() for _ in range(times)), strict=True))
    figures = (
        Figure("200 patients' calendars, the first time", round(first, 2), "s", round(plain, 2), TARGET),
        Figure("200 patients' calendars, an eighth moved", round(second, 2), "s", round(plain, 2), TARGET),
        Figure("of the second, this program's own work", round(own, 2), "s of processor"),
        Figure("page, CSV and workbook as well", round(all_formats, 2), "s", None, TARGET),
        Figure("a list of 100,000 rows, half of them wrong", round(read, 2), "s", round(bare, 2)),
    )
    events = f"{done.changed} events changed the second time, {done.new} new, {done.cancelled} cancelled"
    return Report("exports", figures, (f"{patients} patients in {len(done.files)} calendars; {events}",))


def _round(timetable: Timetable, zone: ZoneInfo) -> tuple[tuple[float, ...], Published]:
    moved = evolve(
        timetable,
        sessions=tuple(
            evolve(s, start=s.start + 15, end=s.end + 15) if n % 8 == 0 else s
            for n, s in enumerate(timetable.sessions)
        ),
    )
    with tempfile.TemporaryDirectory() as home:
        first, _ = _timed(Path(home), timetable, zone, ("ics",))
        before = time.process_time()
        second, done = _timed(Path(home), moved, zone, ("ics",))
        own = time.process_time() - before
        everything, _ = _timed(Path(home), timetable, zone, EVERY)
        return (first, second, everything, _plain(Path(home), done), own), done


def _timed(
    home: Path, timetable: Timetable, zone: ZoneInfo, formats: tuple[str, ...]
) -> tuple[float, Published]:
    began = time.perf_counter()
    done = publish(home, timetable, zone, stamp=datetime.now(UTC), formats=formats)
    return time.perf_counter() - began, done


def _list() -> tuple[float, float]:
    """Seconds to look at 100,000 rows and say what is wrong with them; and to read them with csv alone."""
    clinic, _ = roomy("s", 1)
    level = clinic.levels[0].id
    rows = (
        f"N-{n},{level if n % 3 else 'opi'},mon-fri 17:30-20:00,{'x' if n % 5 == 0 else ''}"
        for n in range(100_000)
    )
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "list.csv")
        path.write_text("\n".join(["id,level,available,therapist", *rows]), encoding="utf-8")
        began = time.perf_counter()
        preview = read_patients(path, clinic)
        assert len(preview.people) == 100_000
        assert preview.problems
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        with path.open(encoding="utf-8", newline="") as stream:
            assert sum(1 for _ in csv.reader(stream)) == 100_001
        return seconds, time.perf_counter() - began


def _plain(home: Path, done: Published) -> float:
    """Seconds to write files of the same size and nothing else."""
    sizes = [(done.folder / name).stat().st_size for name in done.files if name.endswith(".ics")]
    (home / "plain").mkdir()
    began = time.perf_counter()
    for number, size in enumerate(sizes):
        with (home / "plain" / str(number)).open("xb") as stream:
            stream.write(bytes(size))
            stream.flush()
            os.fsync(stream.fileno())
    return time.perf_counter() - began
