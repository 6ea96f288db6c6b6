"""When attendance is taken: a topic that suits those who came better than the planned one; one key takes it.

Offered once, said on the status line, and never forced; the key works until the topic begins.
"""

from __future__ import annotations

from facilitator.events import Fact
from facilitator.live.retopic import Topics, better, changeable, chosen, settled_who_came
from facilitator.tui.session.arrivals import Arrivals
from facilitator.tui.text import line
from scheduler.topics.suggestions import Suggestion


class TopicAtHand(Arrivals):
    """`topics` ranks for those who came; None where the group has no topics to choose from."""

    topics: Topics | None = None
    _offered = False

    def record(self, *facts: Fact) -> bool:
        stored = super().record(*facts)
        if stored and not self._offered and settled_who_came(self.scribe.state):
            self._offered = True
            if offer := self._better():
                self.tell(
                    ("For those who came: ", "$accent"),
                    line(f"{offer.title}. {offer.because[:1].upper()}{offer.because[1:]}."),
                    (" y", "$primary"),
                    " takes it.",
                )
                self.draw()
        return stored

    def _better(self) -> Suggestion | None:
        state = self.scribe.state
        if self.topics is None or not changeable(state):
            return None
        return better(state, self.topics.ranked(state))

    def action_topic(self) -> None:
        """The better topic, if there is one; else why not."""
        state = self.scribe.state
        if self.topics is None:
            self.tell("This group has no topics to choose from.")
        elif not changeable(state):
            self.tell("The topic has begun; it stays.")
        elif offer := self._better():
            self.record(chosen(state, self.topics.plan(offer.session), self.scribe.now()))
            return
        else:
            self.tell("The topic suits those who came: none is worth clearly more to them.")
        self.draw()
