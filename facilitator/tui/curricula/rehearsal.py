"""A session exactly as in the room: the live screen itself, on a record that is forgotten when it closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from curricula.module import Module
from facilitator.events import Entry, Expected, Fact, SessionOpened, session_stream
from facilitator.live.opening import process_plan, topic_plan
from facilitator.records.errors import RecordError
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.session.scribe import Clock, Signer

SESSION = "rehearsal"


class Forgetful:
    """A record of one rehearsal, in memory alone."""

    def __init__(self, who: str) -> None:
        self.who = who
        self._entries: list[Entry] = []

    def append(
        self, stream: str, *facts: Fact, ids: Sequence[str] | None = None, at: datetime | None = None
    ) -> tuple[Entry, ...]:
        first = len(self._entries) + 1
        names = ids or [f"r{first + n}" for n in range(len(facts))]
        moment = at or datetime.now().astimezone()
        written = tuple(
            Entry(first + n, names[n], moment, self.who, stream, fact) for n, fact in enumerate(facts)
        )
        self._entries += written
        return written

    def read(self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries(kinds) if e.stream == stream and e.seq > since_seq)

    def entries(self, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        wanted = None if kinds is None else set(kinds)
        return tuple(e for e in self._entries if wanted is None or e.fact.kind in wanted)

    def signer(self, passphrase: str) -> Signer:
        raise RecordError("A rehearsal has nothing to sign.")


class RehearsalScreen(LiveScreen):
    """The live screen with seats in place of people. It ends without wrap-up, and nothing is kept."""

    CSS_PATH = "../session/session.tcss"

    def action_wrap(self) -> None:
        self.notify("A rehearsal has no wrap-up and keeps nothing. Escape goes back to the module.")

    async def action_leave(self) -> None:  # type: ignore[override]
        if self.focused is self.note or self.situation is not None:
            self.situation = None
            self._show_pane("members")
            self.query_one("#members").focus()
            self.draw()
            return
        self.dismiss(None)


def rehearsal(module: Module, session: str, who: str, clock: Clock) -> RehearsalScreen:
    """The screen for one session of `module`, or for a process format, with as many seats as is ideal."""
    chosen = module.session(session)
    plan = topic_plan(module, chosen) if chosen else process_plan(module)
    now = clock()
    seats = tuple(Expected(f"seat-{n}", f"S.{n}") for n in range(1, module.group_size.ideal + 1))
    record = Forgetful(who)
    opened = SessionOpened(
        session=SESSION,
        group=SESSION,
        group_title="Rehearsal",
        service=module.kind,
        starts=now - timedelta(seconds=now.second, microseconds=now.microsecond),
        minutes=sum(step.minutes for step in plan.steps),
        room=None,
        leaders=(who,),
        roster=seats,
        agenda=plan.steps,
        scales=plan.scales,
        situations=plan.situations,
        module=plan.module,
        topic=plan.topic,
        title=plan.title,
        handouts=plan.handouts,
        homework=plan.homework,
    )
    record.append(session_stream(SESSION), opened, at=now)
    return RehearsalScreen(record, SESSION, clock=clock)
