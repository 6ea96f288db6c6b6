"""`openchair demo` without a terminal: the main job in text.

Checks the shipped curricula, solves next week of the sample clinic (a holiday in it) with progress on the
error stream, prints the timetable with what is not met and why, and picks the topic of the next session.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TextIO

from curricula.diagnostics import ExitCode
from curricula.library import names, source
from curricula.reading import read_source
from facilitator.desk import Desk
from facilitator.sample.setting import Setting
from facilitator.sample.telling import told_desk
from facilitator.today import Stage
from scheduler.clinic import Clinic
from scheduler.progress import Event, Improved, Phase
from scheduler.timetable import Timetable
from scheduler.week import DAY, DAY_NAMES, Week, clock, hours


def run(out: TextIO, log: TextIO, *, time_limit: float = 30.0, now: datetime | None = None) -> int:
    """Do it all, writing data to `out` and progress to `log`. Returns the exit code."""
    setting = Setting.at(now or datetime.now(UTC))
    if not _curricula_are_sound(out):
        return ExitCode.FINDINGS
    desk = told_desk(setting)
    week, this_week = setting.week.shifted(1), desk.timetable(setting.week)
    clinic = desk.clinic(week)
    timetable = _solved(clinic, week, this_week, time_limit, log)
    if timetable is None:
        print("No timetable was found in the time given.", file=log)
        return ExitCode.NOTHING_FOUND
    _print_timetable(timetable, clinic, out)
    if this_week is not None:
        _print_changes(this_week, timetable, out)
    _print_topic(desk, out)
    print(
        "\nThe same clinic in the app: `openchair demo` in a terminal. Your own: `openchair new DIR`.",
        file=out,
    )
    return ExitCode.DONE


def _curricula_are_sound(out: TextIO) -> bool:
    """Every rule over every shipped module."""
    readings = [read_source(source(name)) for name in names()]
    problems = [problem for reading in readings for problem in reading.diagnostics]
    for problem in problems:
        print(problem.render(), file=out)
    found = f"{len(problems)} problems" if problems else "no problems"
    print(f"Curricula: {len(readings)} modules checked, {found}.\n", file=out)
    return not any(problem.is_error for problem in problems)


def _solved(
    clinic: Clinic, week: Week, previous: Timetable | None, time_limit: float, log: TextIO
) -> Timetable | None:
    from scheduler.solve import solve

    def tell(event: Event) -> None:
        if isinstance(event, Phase):
            print(f"  {event.seconds:5.1f} s  {event.name}", file=log)
        elif isinstance(event, Improved):
            score = event.score
            reached = f"unmet {hours(score.unmet_minutes)} h, {score.changes} changes"
            print(f"  {event.seconds:5.1f} s  {reached}, preference {score.preference}", file=log)

    print(f"Solving week {week} for {len(clinic.patients)} people:", file=log)
    return solve(clinic, week, previous=previous, time_limit=time_limit, listener=tell).timetable


def _print_timetable(timetable: Timetable, clinic: Clinic, out: TextIO) -> None:
    closed = {day for day in clinic.closed if Week.of(day) == timetable.week}
    print(f"{clinic.name}, week {timetable.week} ({timetable.status})", file=out)
    for day in range(7):
        today = [s for s in timetable.sessions if s.start // DAY == day]
        booked = [b for b in timetable.appointments if b.start // DAY == day]
        if timetable.week.date(day) in closed:
            print(f"\n{DAY_NAMES[day]} {timetable.week.date(day)}: closed (holiday)", file=out)
        elif today or booked:
            print(f"\n{DAY_NAMES[day]} {timetable.week.date(day)}", file=out)
            for session in sorted(today):
                print(
                    f"  {clock(session.start % DAY)}-{clock(session.end % DAY)}  {session.group:<18} "
                    f"{session.room or 'online':<8} {' + '.join(session.leaders):<8} "
                    f"{len(session.members):>2} people",
                    file=out,
                )
            print(f"  {len(booked)} appointments", file=out)
    _print_score(timetable, out)


def _print_score(timetable: Timetable, out: TextIO) -> None:
    score = timetable.score
    print("\n                    reached   proven bound", file=out)
    for name, value, bound in (
        ("unmet minutes", score.unmet_minutes, score.unmet_minutes_bound),
        ("under their floor", score.under_floor, score.under_floor_bound),
        ("changes", score.changes, score.changes_bound),
        ("preference", score.preference, score.preference_bound),
    ):
        print(f"  {name:<18} {value:>7}   {'-' if bound is None else bound:>12}", file=out)
    if timetable.unmet:
        print("\nNot met:", file=out)
    for unmet in timetable.unmet:
        print(f"  {unmet.patient} {unmet.service} {hours(unmet.minutes)} h", file=out)
        for sentence in filter(None, (unmet.because, unmet.fix and f"Would fix it: {unmet.fix}")):
            print(f"    {sentence}", file=out)


def _print_changes(before: Timetable, after: Timetable, out: TextIO) -> None:
    from scheduler.diff import differences

    found = [each for each in differences(before, after) if each.kind != "where"]
    people = {each.person for each in found}
    print(f"\nAgainst this week: {len(people)} people have a different week. Some of it:", file=out)
    for difference in found[:6]:
        print(f"  {difference}", file=out)


def _print_topic(desk: Desk, out: TextIO) -> None:
    """The next session of today's that has a topic to choose, with the reason for the first choice."""
    from facilitator.tui.today.sheet import sheet

    coming = [m for m in sheet(desk, everyone=True).meetings if m.stage is Stage.COMING and m.topics]
    for meeting in coming[:1]:
        print(f"\nNext session: {meeting.title}, today {meeting.starts:%H:%M}, {meeting.room}.", file=out)
        print(f"  {meeting.topic}: {meeting.because}.", file=out)
