"""The panes below the grid: the selected item, what is not met, what differs from the week before."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.timetabling.grid import ONLINE
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import Change, counted, heading, spoken, time_of, week_name
from facilitator.today import title_of
from facilitator.tui.text import line, said, text
from scheduler.facts import Item
from scheduler.timetable import Session, Unmet
from scheduler.week import DAY_NAMES, Week, hours

Broken = tuple[str, ...]
MOST_BROKEN = 8
"""Sentences listed while moving; the rest is counted."""


class Selected(VerticalScroll, can_focus=True):
    """Everything about the item under the cursor, or what the move under way breaks."""

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, words: Content, title: str = "Selected") -> None:
        self.border_title = title
        self.query_one(Static).update(words)


class Rows(OptionList):
    """A list of findings; says something kind when it is empty."""

    def fill(self, rows: list[Content], empty: str) -> None:
        """New rows; the highlight keeps its place as far as it can."""
        known = self.highlighted or 0
        self.clear_options()
        if rows:
            self.add_options([Option(row, id=str(i)) for i, row in enumerate(rows)])
            self.highlighted = min(known, len(rows) - 1)
        else:
            self.add_option(Option(text(empty, "$quiet"), disabled=True))

    @property
    def index(self) -> int | None:
        """Which row is highlighted."""
        found = self.highlighted
        return None if found is None or self.get_option_at_index(found).disabled else found


def item_words(item: Item | None, view: WeekView) -> Content:
    """The details of one item, with its members by initials."""
    if item is None:
        return text("Move with the arrows, or click: what is selected is told here.", "$quiet")
    place = item.room or ONLINE
    lines = [said((heading(item, view.called), "bold"), _marks(item, view)), line(time_of(item, view.week))]
    if isinstance(item, Session):
        lines.append(line(f"{title_of(place)} · led by {_staff(item.leaders, view) or 'nobody'}"))
        lines.append(_members(item, view))
    else:
        with_whom = _staff((item.therapist,) if item.therapist else (), view)
        lines.append(line(f"{title_of(place)} · with {with_whom or 'nobody of the staff'}"))
    lines += _turnover(item, view)
    label_ = f"{item.group}" if isinstance(item, Session) else item.patient
    for broken in view.report.violations if item in view.broken else ():
        if label_ in broken.message:
            lines.append(said(("! ", "bold $error"), text(spoken(broken.message, view.called))))
    return Content("\n").join(lines)


def _marks(item: Item, view: WeekView) -> Content:
    words = [("  ◆ pinned", "$accent")] if item in view.pinned else []
    if item in view.gone:
        words.append((f"  − in {week_name(view.week.shifted(-1))} only", "$accent"))
    if item in view.fresh:
        words.append((f"  + not in {week_name(view.week.shifted(-1))}", "$accent"))
    return said(*words)


def _turnover(item: Item, view: WeekView) -> list[Content]:
    """`since week 47  + A.M.  − B.T.`"""
    if (changed := view.turnover.get(item)) is None:
        return []
    before = week_name(view.week.shifted(-1))
    parts = [
        f"{sign} {', '.join(view.called.get(who, who) for who in people)}"
        for sign, people in (("+", changed.came), ("−", changed.left))
        if people
    ]
    return [said((f"since {before}  ", "$quiet"), line("  ".join(parts)))]


def _staff(staff: tuple[str, ...], view: WeekView) -> str:
    known = {therapist.id: therapist.name for therapist in view.clinic.therapists}
    return " + ".join(f"{who} ({known[who]})" if known.get(who) else who for who in staff)


def _members(session: Session, view: WeekView) -> Content:
    group = next((group for group in view.clinic.groups if group.id == session.group), None)
    cap = f" of {group.size.max}" if group else ""
    who = ", ".join(sorted(view.called.get(member, member) for member in session.members))
    return said((f"{len(session.members)}{cap}: ", "bold"), line(who))


def broken_words(view: WeekView, broken: Broken, item: Item) -> Content:
    """While moving: where the item would be, and what that breaks."""
    lines = [
        said((heading(item, view.called), "bold")),
        line(f"{time_of(item, view.week)} · {title_of(item.room or ONLINE)}"),
    ]
    if not broken:
        lines.append(text("✓ Breaks nothing.", "$success"))
    for sentence in broken[:MOST_BROKEN]:
        lines.append(said(("! ", "bold $error"), text(spoken(sentence, view.called))))
    if len(broken) > MOST_BROKEN:
        lines.append(text(f"and {len(broken) - MOST_BROKEN} more", "$quiet"))
    return Content("\n").join(lines)


def unmet_row(missing: Unmet, view: WeekView) -> Content:
    """`A.M.  individual 1:00 h` and why."""
    rows = [_unmet_head(missing, view)]
    if missing.because:
        rows.append(text(spoken(missing.because, view.called), "$quiet"))
    if missing.fix:
        rows.append(said(("Would fix it: ", "$accent"), text(spoken(missing.fix, view.called))))
    return Content("\n").join(rows)


def unmet_words(missing: Unmet, view: WeekView) -> Content:
    """The same in full, for a dialog."""
    because = spoken(missing.because, view.called) or _no_reason(view)
    fix = spoken(missing.fix, view.called)
    none = text("No single change was found that would meet it.")
    mend = said(("Would fix it: ", "$accent"), text(fix)) if fix else none
    return Content("\n").join(
        [
            _unmet_head(missing, view),
            text(""),
            text(because),
            text(""),
            mend,
        ]
    )


def _no_reason(view: WeekView) -> str:
    if view.report.violations:
        return "The week breaks rules as it stands; solve it anew (s) to learn why this is not met."
    return "No reason was worked out for this timetable. Solve it to the end (s) and it will be told here."


def _unmet_head(missing: Unmet, view: WeekView) -> Content:
    who = view.called.get(missing.patient, missing.patient)
    return said(
        (who, "bold"), f"  {title_of(missing.service).lower()} ", (f"{hours(missing.minutes)} h", "$warning")
    )


def change_row(change: Change, view: WeekView) -> Content:
    """A person and what is different for them, a line each."""
    who = said((view.called.get(change.person, change.person), "bold"))
    if change.summary:
        return said(who, f"  {change.summary}")
    return said(who, " ", Content("\n     ").join(line(spoken(words, view.called)) for words in change.lines))


def change_words(change: Change, view: WeekView) -> Content:
    """One person's week beside the last, for a dialog."""
    before = week_name(view.week.shifted(-1))
    head = said((view.called.get(change.person, change.person), "bold"), f"  compared with {before}")
    rows = [head, text("")]
    if change.summary:
        rows.append(line(change.summary[:1].upper() + change.summary[1:]))
    rows += [line(f"  {spoken(words, view.called)}") for words in change.lines]
    return Content("\n").join([*rows, text(""), text(_why(change, view), "$quiet")])


def _why(change: Change, view: WeekView) -> str:
    """What is known of the reason."""
    closed = [day for day in view.clinic.closed if Week.of(day) == view.week]
    lost = [
        day
        for day in closed
        if any(f"{DAY_NAMES[day.weekday()][:3]} " in line.partition("→")[0] for line in change.lines)
    ]
    if change.summary.startswith("new"):
        return "Admitted since, or without a place in the week before."
    if lost:
        days = " and ".join(DAY_NAMES[day.weekday()] for day in lost)
        return f"The clinic is closed on {days}: what stood there goes elsewhere, or falls away."
    return (
        "The solver changes a week only to meet more hours or to keep a rule: "
        "fewest changes come right after hours met."
    )


def unmet_title(view: WeekView) -> str:
    return f"Not met: {hours(view.unmet_minutes)} h" if view.unmet else "Not met"


def changes_title(view: WeekView) -> str:
    before = week_name(view.week.shifted(-1))
    if view.previous is None or not view.changes:
        return f"Changes from {before}"
    return f"Changes from {before}: {counted(len(view.changes), 'person', 'people')}"


def nothing_unmet(view: WeekView) -> str:
    return (
        "Nothing to say before there is a timetable: s makes one."
        if view.timetable is None
        else "✓ Every prescribed hour is met."
    )


def nothing_changed(view: WeekView) -> str:
    before = week_name(view.week.shifted(-1))
    if view.timetable is None:
        return "The solver keeps as much of the week before as it can."
    if view.previous is None:
        return f"There is no timetable of {before} to compare with."
    return f"✓ Everybody comes as in {before}."
