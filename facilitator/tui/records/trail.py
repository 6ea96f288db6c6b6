"""The audit trail in words: one line an entry, who did what to whom. Never the words of a note or a worry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitator import events as e
from facilitator.events import Entry, Fact

Names = Callable[[str], str]
"""From a patient's id to how they are called here."""


def words(entry: Entry, names: Names) -> str:
    """What the entry says, without who and when."""
    known = SAYS.get(type(entry.fact))
    return known(entry.fact, names) if known else entry.fact.kind.replace(".", " ").replace("-", " ")


def _of(template: str) -> Callable[[Any, Names], str]:
    """A sentence about a member: `{}` is their name, `{f}` the fact."""
    return lambda fact, names: template.format(names(fact.member), f=fact)


def _plain(template: str) -> Callable[[Any, Names], str]:
    return lambda fact, _: template.format(f=fact)


def _opened(fact: e.SessionOpened, _: Names) -> str:
    return f"opened {fact.title or fact.group_title} ({len(fact.roster)} expected)"


def _tagged(fact: e.Tagged, names: Names) -> str:
    return f"{names(fact.member)} {'tagged' if fact.on else 'no longer tagged'} {fact.tag}"


def _skipped(fact: e.StepSkipped, _: Names) -> str:
    return f"step {fact.step + 1} {'parked' if fact.parked else 'skipped'}"


def _signed(fact: e.NoteSigned, names: Names) -> str:
    how = "co-signed" if fact.meaning == "co-signature" else "signed"
    return f"{names(fact.member)}: note {how} by {fact.signer}"


def _covered(fact: e.Covered, names: Names) -> str:
    now = "covered" if fact.where else "no longer counts as covered"
    return f"{names(fact.member)}: {fact.topic} {now}"


def _admitted(fact: e.Admitted, _: Names) -> str:
    again = "" if fact.enrollment == 1 else f" again (enrollment {fact.enrollment})"
    return f"{fact.initials} admitted{again}"


def _changed(fact: e.Changed, _: Names) -> str:
    return f"{fact.initials} changed from {fact.on}{f' ({fact.reason})' if fact.reason else ''}"


def _added(fact: e.UserAdded, _: Names) -> str:
    roles = f" as {', '.join(fact.roles)}" if fact.roles else ""
    return f"{fact.user} may unlock the record{roles}, with a new signing key"


def _removed(fact: e.UserRemoved, _: Names) -> str:
    return f"{fact.user} can no longer unlock the record{f' ({fact.reason})' if fact.reason else ''}"


def _unlocked(fact: e.Unlocked, _: Names) -> str:
    wrong = f", after {fact.wrong} wrong passphrase{'s' if fact.wrong > 1 else ''}" if fact.wrong else ""
    return f"{fact.user} unlocked the record{wrong}"


def _disclosed(fact: e.Disclosed, names: Names) -> str:
    by = f"consent {fact.consent}" if fact.consent else f"exception: {fact.exception}"
    return f"{names(fact.member)}: {fact.what} to {fact.recipient} for {fact.purpose} ({by})"


def _glass(fact: e.GlassBroken, names: Names) -> str:
    if fact.note:
        return f"read a counselling note about {names(fact.member)} by somebody else: {fact.reason}"
    return f"opened the pages of {names(fact.member)}, who is not in their groups: {fact.reason}"


def _locked(fact: e.Locked, _: Names) -> str:
    return "locked, nobody was there" if fact.why == "idle" else "locked"


SAYS: dict[type[Fact], Callable[[Any, Names], str]] = {
    e.SessionOpened: _opened,
    e.Arrived: _of("{} present from {f.at:%H:%M}"),
    e.Left: _of("{} left at {f.at:%H:%M}"),
    e.Excused: _of("{} excused"),
    e.NoShow: _of("{} did not come"),
    e.Unmarked: _of("{} back to expected"),
    e.WalkedIn: _plain("{f.who.initials} walked in"),
    e.Rated: _of("{} checked {f.moment} ({f.scale})"),
    e.Tagged: _tagged,
    e.TopicChosen: lambda fact, _: f"topic changed to {fact.title}",
    e.StepStarted: lambda fact, _: f"step {fact.step + 1} started",
    e.StepSkipped: _skipped,
    e.StepExtended: lambda fact, _: f"step {fact.step + 1} {fact.minutes:+} min",
    e.SharedNote: _plain("shared note written"),
    e.FlagRaised: _of("{}: a private flag was raised"),
    e.FlagAnswered: _of("{}: the private flag was answered"),
    e.Undone: _plain("took back an earlier entry"),
    e.SessionEnded: _plain("the group ended at {f.at:%H:%M}"),
    e.SessionCancelled: _plain("cancelled {f.group} ({f.reason})"),
    e.MinutesCorrected: _of("{}: minutes corrected to {f.minutes} ({f.reason})"),
    e.SessionFinished: _plain("wrap-up finished"),
    e.NoteDrafted: _of("{}: note drafted"),
    e.NoteSigned: _signed,
    e.NoteAmended: _plain("{f.meaning} to a note, signed by {f.signer}"),
    e.StartedDespite: _plain("started although checks spoke against it: {f.reason}"),
    e.Joined: _plain("{f.user} joined the group"),
    e.Parted: _plain("{f.user} left the group"),
    e.GuestCame: _plain("a guest came ({f.role})"),
    e.GuestLeft: _plain("a guest left"),
    e.BreakBegan: _plain("break from {f.at:%H:%M}"),
    e.BreakEnded: _plain("break until {f.at:%H:%M}"),
    e.JoinedRemotely: _of("{} takes part remotely"),
    e.Located: _of("{}: where they are and whom to call was written down"),
    e.WordsShown: _plain("words at hand looked at ({f.situation})"),
    e.AbsencePlanned: _plain("{f.about} {f.who} away from {f.start} to {f.end}"),
    e.CalledOff: _plain("called off {f.group} ({f.reason})"),
    e.ProspectKept: _plain("{f.initials} on the waitlist: {f.stage}"),
    e.AuthorisationKept: _of("{}: what a payer covers was written down"),
    e.RelativeKept: _of("{}: a relative or contact was written down"),
    e.HolidaySettled: _plain("{f.day}: whether the clinic is closed was settled"),
    e.NoteStyleChosen: _plain("notes are shown as {f.style}"),
    e.ContactWritten: _of("{}: {f.service} on {f.starts:%d %b %H:%M} written down"),
    e.OutcomeWritten: _of("{}: outcome of a contact written"),
    e.MeasureTaken: _of("{}: {f.measure} taken"),
    e.GoalSet: _of("{}: a goal of the plan was set"),
    e.GoalClosed: _of("{}: a goal of the plan was {f.how}"),
    e.Certified: _of("{}: need for this level certified on {f.on}"),
    e.TaskSet: _of("{}: to do until {f.due}"),
    e.TaskDone: _of("{}: done on {f.on}"),
    e.HoldPlaced: _of("{}: legal hold placed"),
    e.HoldLifted: _of("{}: legal hold lifted"),
    e.Admitted: _admitted,
    e.Changed: _changed,
    e.Discharged: _of("{} discharged on {f.on}"),
    e.Paused: _of("{} pauses from {f.first}"),
    e.Resumed: _of("{} is back on {f.on}"),
    e.Merged: _plain("{f.member} merged into {f.into} ({f.why})"),
    e.PlanReviewed: _of("{}: plan reviewed"),
    e.AbsenceFollowed: _of("{}: absence followed up"),
    e.Covered: _covered,
    e.PlanTopics: _of("{}: topics of the treatment plan set"),
    e.WeekDrafted: _plain("drafted {f.week}"),
    e.WeekPublished: _plain("published {f.week}"),
    e.TopicPlanned: _plain("topic of {f.group} on {f.day} set by hand"),
    e.ConsentGiven: _of("{}: consent {f.consent} to {f.recipient} written down"),
    e.ConsentRevoked: _of("{}: consent {f.consent} revoked"),
    e.Disclosed: _disclosed,
    e.UserAdded: _added,
    e.RolesGiven: lambda fact, _: f"{fact.user} is now {', '.join(fact.roles)}",
    e.UserRemoved: _removed,
    e.PassphraseChanged: _plain("{f.user} has a new passphrase"),
    e.Unlocked: _unlocked,
    e.Locked: _locked,
    e.Viewed: _plain("read {f.what}"),
    e.GlassBroken: _glass,
}
