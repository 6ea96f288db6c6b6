"""The keys for people: who comes, how, when, who goes, and who sits in."""

from __future__ import annotations

from textual import on, work

from facilitator.events import (
    Arrived,
    Excused,
    Expected,
    Fact,
    GuestCame,
    GuestLeft,
    JoinedRemotely,
    NoShow,
    Unmarked,
    WalkedIn,
)
from facilitator.live.attendance import Mark, in_room, mark
from facilitator.live.state import Guest, Member
from facilitator.tui.session.asking import Answer, AskPlace, AskReason, AskTag, AskTime, Question, Round
from facilitator.tui.session.joining import Joining, Newcomer
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.steering import Steering
from facilitator.tui.session.whereabouts import Whereabouts
from facilitator.tui.text import line


class Arrivals(Steering):
    """Marks, times, walk-ins, guests, the rounds and tags: most of them one key on the selected line."""

    # --- who is meant -------------------------------------------------------------------------------------

    @property
    def member(self) -> Member | None:
        """The selected member."""
        members = list(self.scribe.state.members.values())
        selected = self.query_one("#members", Rows).selected
        return members[selected] if selected < len(members) else None

    @property
    def guest(self) -> Guest | None:
        """The selected guest; they stand below the members."""
        state = self.scribe.state
        number = self.query_one("#members", Rows).selected - len(state.members)
        return list(state.guests.values())[number] if 0 <= number < len(state.guests) else None

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw()

    def answered(self, question: Question, answer: Answer, *, over: bool) -> None:
        super().answered(question, answer, over=over)
        if answer.place is not None:
            self.ask_place(answer.place)
        if isinstance(question, AskTime) and answer.facts:
            question.stored_as(self._last_stamp(question.member))
        if isinstance(question, AskTime) and over:
            self._came(self.scribe.state.members[question.member])

    def _last_stamp(self, member: str) -> str:
        """The entry of the stamp written last for `member`."""
        for entry in self.scribe.state.standing():
            if isinstance(entry.fact, Arrived) and entry.fact.member == member:
                return entry.id
        return ""

    # --- coming and going ---------------------------------------------------------------------------------

    def action_present(self) -> None:
        if (member := self.member) and not in_room(member, self.scribe.state):
            self.record(Arrived(member.id, self.scribe.state.stamp(member.id, self.scribe.now())))
            self._came(member)

    def _came(self, member: Member) -> None:
        """On to who is still expected, so that arrivals are one key each; of a remote one, ask where."""
        known = self.scribe.state.members[member.id]
        self._on_to_next(member)
        if known.remote and known.located is None:
            self.ask(AskPlace(member.id))

    def _on_to_next(self, member: Member) -> None:
        members = list(self.scribe.state.members.values())
        start = members.index(self.scribe.state.members[member.id])
        order = [*range(start + 1, len(members)), *range(start)]
        waiting = (i for i in order if mark(members[i], self.scribe.state) is Mark.EXPECTED)
        self.query_one("#members", Rows).select(next(waiting, start))

    def action_late(self) -> None:
        if (member := self.member) is None:
            return
        if not in_room(member, self.scribe.state):
            now = self.scribe.state.stamp(member.id, self.scribe.now())
            if not self.record(Arrived(member.id, now)):
                return
        stamp = next(s for s in reversed(self.scribe.state.members[member.id].stamps) if s.inside)
        now = self.scribe.now()
        self.ask(AskTime(member.id, stamp.at.astimezone(now.tzinfo), stamp.entry, max(now, stamp.at)))

    def action_excused(self) -> None:
        if member := self._absent("excused"):
            self.record(Excused(member.id))
            self._on_to_next(member)

    def action_no_show(self) -> None:
        if member := self._absent("no-show"):
            self.record(NoShow(member.id))
            self._on_to_next(member)

    def _absent(self, word: str) -> Member | None:
        """The selected member, unless they were in the room: a stamp is not lost to a slip of the finger."""
        member = self.member
        if member is not None and member.stamps:
            name = self.name_of(member.id)
            self.tell(line(f"{name} was in the room. r takes the mark off, then {word}; o if they leave."))
            self.draw()
            return None
        return member

    def action_expected(self) -> None:
        if member := self.member:
            self.record(Unmarked(member.id))

    def action_leaves(self) -> None:
        state, now = self.scribe.state, self.scribe.now()
        if (guest := self.guest) and guest.left is None:
            self.record(GuestLeft(guest.id, max(now, guest.came)))
        elif (member := self.member) and in_room(member, state):
            at = state.stamp(member.id, now)
            self.ask(AskReason(member.id, at, member.stamps[-1].at))

    @work
    async def action_walk_in(self) -> None:
        """Someone who is not on the roster: a patient of the clinic, somebody new, or a guest."""
        state = self.scribe.state
        known = [person for person in self.scribe.patients() if person.id not in state.members]
        selected = self.member
        found = await self.app.push_screen_wait(
            Joining(known, (selected.id, self.name_of(selected.id)) if selected else None, hidden=self.hidden)
        )
        if found is not None and self.record(*self._joining(found)):
            state = self.scribe.state
            last = len(state.members) - 1 + (len(state.guests) if found.role else 0)
            self.query_one("#members", Rows).select(last)

    def _joining(self, found: Newcomer) -> tuple[Fact, ...]:
        state, now = self.scribe.state, self.scribe.now()
        number = len(state.members) + len(state.guests) + 1
        if found.role:
            return (GuestCame(f"guest-{number}", found.role, now, found.member),)
        who = Expected(found.member or f"walk-in-{number}", found.initials, first=found.member is None)
        return WalkedIn(who), Arrived(who.member, now)

    # --- from elsewhere -----------------------------------------------------------------------------------

    def action_remote(self) -> None:
        """The member joins from elsewhere: mark it, and ask where they are; again corrects the answer."""
        if (member := self.member) is None:
            return
        if not member.remote:
            self.record(JoinedRemotely(member.id))
        self.ask(AskPlace(member.id))

    def ask_place(self, member: str) -> None:
        """The private form; it comes up covered by nothing and covers everything."""
        self.app.push_screen(Whereabouts(self.scribe, member), lambda _: self.draw())

    # --- rounds and tags ----------------------------------------------------------------------------------

    def action_tag(self) -> None:
        if member := self.member:
            self.ask(AskTag(member.id))

    def action_check_in(self) -> None:
        self.ask(Round(self.scribe.state))

    def action_check_out(self) -> None:
        self.ask(Round(self.scribe.state, "out"))
