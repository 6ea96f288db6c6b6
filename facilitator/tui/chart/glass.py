"""Before the words of a contact's note are shown: who reads them as a matter of course, and who says why."""

from __future__ import annotations

from facilitator.access.roles import May
from facilitator.chart import counselling
from facilitator.events import GlassBroken, user_stream
from facilitator.records.errors import NotAllowed
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.place import Place


async def lets_read(place: Place, member: str, note: str, author: str, *, apart: bool) -> bool:
    """Whether the words are shown. `apart`: it is a counselling note, and a reason is written down first."""
    desk = place.desk
    if author == desk.user or (not apart and desk.may(May.READ_NOTES)):
        return True
    if apart and counselling.reads(desk.record.roles, desk.user, author):
        return True
    if not desk.may(May.READ_NOTES):
        place.notify(str(NotAllowed(May.READ_NOTES)), severity="error")
        return False
    reason = await place.app.push_screen_wait(
        AskWords(
            f"A counselling note of {author}, kept apart from the record. Why do you read it? "
            "The reason is kept and shown on the trail.",
            yes="Read it, and write that down",
            placeholder="On call tonight; they phoned in distress",
        )
    )
    broken = reason and place.write(user_stream(desk.user), GlassBroken(member, reason, note))
    return bool(broken)
