"""The keys of the session's screens: one table for bindings, footer and help."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from facilitator.tui.actions import Action

LIVE = (
    Action("live.present", "p", "present", "Stamp the member present now; back in the room after leaving"),
    Action("live.late", "l", "late", "Stamp the member in, and set the time if it was earlier"),
    Action("live.excused", "e", "excused", "The member said beforehand that they cannot come"),
    Action("live.no_show", "n", "no-show", "The member did not come and did not say so"),
    Action("live.leaves", "o", "leaves", "The member goes before the end, with a reason by one key"),
    Action("live.check_in", "c", "check-in", "Walk the round: a number a key, t for ten, - to pass"),
    Action("live.check_out", "C", "check-out", "The same round for leaving", shown=False),
    Action("live.tag", "t", "tag", "How the member took part, by one key"),
    Action(
        "live.flag", "exclamation_mark", "private", "Private flag on the member; again opens the private view"
    ),
    Action("live.private", "f9", "private view", "Open the private view, whoever is selected", shown=False),
    Action("live.next", "space", "next", "Start the first step, or go on to the next"),
    Action("live.extend", "plus,equals_sign", "5 more", "Five minutes more for the current step"),
    Action("live.undo", "u", "undo", "Take back what the last key did"),
    Action("live.hide", "h", "hide names", "Show numbers in place of initials, and back"),
    Action("live.wrap", "w", "wrap up", "The group goes home: minutes, then notes"),
    Action(
        "live.write",
        "enter",
        "write",
        "Write in the shared note; escape comes back to the keys",
        always=True,
    ),
    Action("live.rest", "b", "break", "The whole group has a break, or is back from it; logged apart"),
    Action("live.skip", "s", "skip", "Skip the step that would come next"),
    Action("live.park", "x", "park", "Leave the next step for another time", shown=False),
    Action("live.fit", "f", "fit", "Fit what is left into the time that is left: shrinks, then drops"),
    Action(
        "live.minutes_left",
        "F",
        "minutes left",
        "Say how many minutes are left, and fit the rest",
        shown=False,
    ),
    Action("live.situation", "i", "words", "Words at hand for a situation of a process group"),
    Action("live.topic", "y", "topic", "Take the topic that suits those who came", shown=False),
    Action("live.walk_in", "a", "joins", "Add a walk-in, somebody new, or a guest", shown=False),
    Action(
        "live.remote",
        "v",
        "remote",
        "The member joins from elsewhere: where they are, whom to call",
        shown=False,
    ),
    Action("live.expected", "r", "reset", "Back to expected: the mark was a slip", shown=False),
    Action("live.panes", "tab", "panes", "Members, agenda, shared note in turn", shown=False),
    Action("live.scroll(-1)", "pageup", "step up", "Scroll the words of the step", shown=False),
    Action("live.scroll(1)", "pagedown", "step down", "Scroll the words of the step", shown=False),
    Action("live.leave", "escape", "back", "Leave this screen; the session stays open", shown=False),
)

SHEET = (
    Action("sheet.accept", "enter", "accept, write the notes", "The minutes stand; the group has gone home"),
    Action("sheet.correct", "m", "correct minutes", "Other minutes than the stamps give, with a reason"),
    Action("sheet.set_end", "t", "set the end", "When the group really ended"),
    Action(
        "sheet.jump", "f", "let it pass", "In the sample clinic: jump to the end of the group", shown=False
    ),
    Action("sheet.back", "escape", "back to the room", "The group is still here"),
)

WRAP = (
    Action("wrap.next", "ctrl+n", "next", "The next member's note", always=True),
    Action("wrap.previous", "ctrl+b", "back", "The note before", always=True),
    Action("wrap.sign", "ctrl+s", "sign", "Sign every note that is ready, with one passphrase"),
    Action("wrap.private", "f9", "private view", "Open the private view"),
    Action("wrap.style", "f8", "format", "Look at the note as DAP, SOAP, BIRP or GIRP"),
    Action("wrap.hide", "f7", "hide names", "Show numbers in place of initials, and back", shown=False),
    Action("wrap.minutes", "f6", "minutes", "Back to the minutes"),
    Action("wrap.leave", "escape", "later", "Leave the rest for later; every word is stored"),
)


def bound(actions: Iterable[Action]) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Textual's bindings for `actions`."""
    return [
        Binding(
            each.keys,
            each.name,
            each.label,
            show=each.shown,
            priority=each.always,
            tooltip=each.help,
            id=each.id,
        )
        for each in actions
    ]
