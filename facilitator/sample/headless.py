"""`openchair demo` without a terminal: the main job in text.

Checks the shipped curricula, solves next week of the sample clinic (a holiday in it) with progress on the
error stream, prints the timetable with what is not met and why, and picks the topic of the next session.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TextIO

from curricula.diagnostics import ExitCode
from facilitator.sample.setting import Setting
from scheduler.clinic import Clinic
from scheduler.progress import Bounded, Improved, Phase, Progress
from scheduler.timetable import Timetable
from scheduler.week import DAY, DAY_NAMES, Week, clock, hours


def run(out: TextIO, log: TextIO, *, time_limit: float = 30.0, now: datetime | None = None) -> int:
    """Do it all, writing data to `out` and progress to `log`. Returns the exit code."""
    setting = Setting.at(now or datetime.now(UTC))
    if not _curricula_are_sound(out):
        return ExitCode.FINDINGS
    clinic, this_week, week = _next_week(setting)
    timetable = _solved(clinic, week, this_week, time_limit, log)
    if timetable is None:
        print("No timetable was found in the time given.", file=log)
        return ExitCode.NOTHING_FOUND
    _print_timetable(timetable, clinic, out)
    _print_changes(this_week, timetable, out)
    _print_topic(setting, out)
    print("\nThe same clinic in the app: `openchair demo` in a terminal. Your own: `openchair new DIR`.", file=out)
    return ExitCode.DONE


def _curricula_are_sound(out: TextIO) -> bool:
    """Every rule over every shipped module."""
    from curricula.library import shipped_files
    from curricula.reading import check_paths

    files = shipped_files()
    problems = [problem for problem in check_paths(files) if problem.is_error]
    for problem in problems:
        print(problem.render(), file=out)
    print(f"Curricula: {len(files)} modules checked, {len(problems) or 'no'} problems.\n", file=out)
    return not problems


def _next_week(setting: Setting) -> tuple[Clinic, Timetable, Week]:
    """Next week's clinic as the record would give it, and this week's timetable."""
    from facilitator.people import demand
    from facilitator.sample.premises import told

    story = told(setting)
    week = setting.week.shifted(1)
    return demand(story.people, story.premises, week), story.this_week, week


def _solved(
    clinic: Clinic, week: Week, previous: Timetable, time_limit: float, log: TextIO
) -> Timetable | None:
    from scheduler.solve import solve

    def tell(event: Progress) -> None:
        match event:
            case Phase():
                print(f"  {event.seconds:5.1f} s  {event.name}", file=log)
            case Improved():
                score = event.score
                print(
                    f"  {event.seconds:5.1f} s  unmet {hours(score.unmet_minutes)} h, {score.changes} changes, "
                    f"preference {score.preference}",
                    file=log,
                )
            case Bounded():
                pass

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
    from scheduler.diff import sentences

    said = sentences(before, after)
    print(f"\nAgainst this week: {len(said)} people have a different week. The first of them:", file=out)
    for sentence in said[:5]:
        print(f"  {sentence}", file=out)


def _print_topic(setting: Setting, out: TextIO) -> None:
    from facilitator.sample.premises import next_topic

    topic = next_topic(setting)
    print(f"\nNext session: {topic.group}, {topic.starts:%H:%M} today.\n  {topic.title}: {topic.because}.", file=out)
