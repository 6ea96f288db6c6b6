"""Every action of the app in one table: bindings, footer, `?` help and ctrl+p are all made from it.

An action's id is `place.name`; `name` is the screen's `action_name`. Bindings carry the id, so that a keymap
can move them. Keys of places that show lists of their own (arrows, enter) belong to the widgets.
"""

from __future__ import annotations

from attrs import frozen
from textual.binding import Binding


@frozen
class Action:
    """`keys` as Textual names them, comma-separated; `label` for the footer, `help` for `?` and ctrl+p."""

    id: str
    keys: str
    label: str
    help: str
    shown: bool = True  # in the footer
    always: bool = False  # before the focused field sees the key; the app's own also while a dialog is open

    @property
    def place(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]


APP = (
    Action("app.help", "question_mark,f1", "keys", "Show every key of this place"),
    Action("app.find", "ctrl+p", "find", "Find an action, a person, a group, a session or a module by name"),
    Action("app.lock", "ctrl+l", "lock", "Lock now, or let another user sign in", shown=False, always=True),
    Action(
        "app.light", "ctrl+t", "light or dark", "Switch between the light and the dark theme", shown=False
    ),
    Action("app.quit", "ctrl+q", "quit", "Leave openchair", shown=False, always=True),
)

PLACE = (
    Action("place.go('today')", "1", "Today", "Go to Today", shown=False),
    Action("place.go('timetable')", "2", "Timetable", "Go to Timetable", shown=False),
    Action("place.go('patients')", "3", "Patients", "Go to Patients", shown=False),
    Action("place.go('curricula')", "4", "Curricula", "Go to Curricula", shown=False),
    Action("place.go('records')", "5", "Records", "Go to Records", shown=False),
)

TODAY = (
    Action("today.start", "enter", "start", "Open the live session of the group, or go on with it"),
    Action("today.topic", "t", "topic", "Choose another topic for the group than the suggested one"),
    Action("today.roster", "r", "roster", "Who is expected and what matters today; not for the room's eyes"),
    Action("today.print", "p", "print", "The sign-in sheet and a paper run-sheet, into a folder"),
    Action("today.key_in", "k", "from paper", "Key a group in from its paper run-sheet: a late entry"),
    Action("today.cancel", "x", "cancel", "Cancel the group's session, with a reason"),
    Action("today.write_down", "d", "write down", "Appointments that are over, contacts to sign"),
    Action("today.all", "a", "all groups", "Show everyone's groups, or only mine"),
    Action("today.lock", "l", "sign out", "Lock, or let another user sign in"),
)

TIMETABLE = (
    Action("timetable.solve", "s", "solve", "Find the best timetable for the week, from the week before"),
    Action("timetable.stop", "full_stop", "stop", "Stop the solver and keep the best so far"),
    Action("timetable.pin", "p", "pin", "Pin or unpin the selected item: solving leaves it where it is"),
    Action(
        "timetable.move", "m", "move", "Move the selected item by hand; what that breaks is listed at once"
    ),
    Action("timetable.room", "r", "room", "While moving: the next room", shown=False),
    Action(
        "timetable.absence",
        "a",
        "away",
        "Somebody is away, a room is closed: mend the week",
    ),
    Action("timetable.standing", "o", "closures", "Who is away, what is closed, holidays", shown=False),
    Action("timetable.calls", "c", "calls", "Whom to phone about the week, in order of time"),
    Action("timetable.undo", "u", "undo", "Take back the last solve, move, pin or mending of this week"),
    Action("timetable.redo", "U", "redo", "Bring back what was taken back last", shown=False),
    Action("timetable.why", "y", "why", "Why an hour is not met, or why the item is not at another time"),
    Action("timetable.admit", "n", "admit", "Admit somebody: what fits as one types, then a place"),
    Action("timetable.write_down", "f", "write down", "The note of the selected appointment", shown=False),
    Action(
        "timetable.bring_in",
        "i",
        "import",
        "A timetable from before openchair, availability forms: looked at, then kept",
        shown=False,
    ),
    Action("timetable.drafts", "t", "drafts", "Earlier drafts and versions: compare, go back", shown=False),
    Action("timetable.seats", "e", "seats", "Seats ahead: who leaves, what that opens", shown=False),
    Action(
        "timetable.hours",
        "w",
        "hours",
        "Close of the week: who is under hours, make-ups, caseloads, unsigned notes",
        shown=False,
    ),
    Action("timetable.publish", "b", "publish", "Publish the week, with a note; again makes a new version"),
    Action("timetable.diff", "d", "diff", "Everything that differs from the week before", shown=False),
    Action(
        "timetable.export",
        "x",
        "export",
        "Write calendars, a web page, a workbook and sheets of the week into a folder",
    ),
    Action("timetable.view", "v", "view", "See the week by room, therapist, patient or group"),
    Action("timetable.day", "g", "day", "The day under the cursor alone, or the whole week again"),
    Action(
        "timetable.beside",
        "equals_sign",
        "beside",
        "Last week beside this one: what is new, what is gone, who changed",
        shown=False,
    ),
    Action("timetable.band", "slash", "find", "Go to a room, a therapist, a person or a group", shown=False),
    Action("timetable.earlier", "left_square_bracket", "earlier", "The week before", shown=False),
    Action("timetable.later", "right_square_bracket", "later", "The week after", shown=False),
    Action(
        "timetable.pane",
        "tab",
        "next pane",
        "From the grid to the details, the unmet hours, the changes",
        shown=False,
    ),
    Action("timetable.back", "escape", "back", "To the grid; while moving: take the move back", shown=False),
)

PATIENTS = (
    Action("patients.open", "enter", "open", "Open the person's page"),
    Action("patients.search", "slash", "search", "Find people by initials, id, track, level or flag"),
    Action(
        "patients.only", "o", "only", "Only some: hours short, plan due, cover ending, a level, a track ..."
    ),
    Action("patients.sort", "s", "sort", "Sort by the next column"),
    Action("patients.former", "f", "former", "Show people who left as well, or only those enrolled"),
    Action("patients.admit", "a", "admit", "Admit a new person"),
    Action("patients.discharge", "d", "discharge", "Discharge the person, with a last day and a reason"),
    Action("patients.readmit", "r", "re-admit", "Admit again someone who left: a new enrollment"),
    Action("patients.pause", "z", "pause", "Pause a stay for some days, or write down who is back"),
    Action("patients.level", "b", "level", "Another level of care from a day on", shown=False),
    Action("patients.waitlist", "w", "waitlist", "Who asks for a place, and what that would take"),
    Action(
        "patients.bring_in",
        "i",
        "import",
        "Admit everybody of a CSV list or a workbook, looked at first",
        shown=False,
    ),
    Action("patients.resources", "e", "resources", "Where to refer people to; on-call sheet", shown=False),
    Action("patients.undo", "u", "undo", "Take back what you did last here"),
)

PERSON = (
    Action("person.change", "c", "change", "Change level, track, therapist, goals ... from a day on"),
    Action("person.paint", "w", "availability", "Paint the week this person can come"),
    Action("person.contact", "n", "contact", "Write down a contact: individual, family, a call, a referral"),
    Action("person.contacts", "o", "contacts", "Every contact: go on writing, read, add to a signed note"),
    Action("person.measure", "m", "measure", "Enter a PHQ-9 or GAD-7 by digits"),
    Action("person.goals", "g", "plan", "Goals of the treatment plan: add, word anew, achieve, drop"),
    Action("person.topics", "i", "topics", "Topics by plan, and what was covered elsewhere", shown=False),
    Action("person.tasks", "t", "to do", "Calls and other tasks for this person, with their days"),
    Action(
        "person.history", "h", "history", "Every change of every field: when, by whom, from what", shown=False
    ),
    Action(
        "person.certified", "y", "certified", "A physician certified the need for this level", shown=False
    ),
    Action("person.hold", "l", "legal hold", "Hold the record past its retention, or lift that", shown=False),
    Action(
        "person.safety", "f9", "safety review", "The safety review that waits for its answer", shown=False
    ),
    Action(
        "person.merge", "j", "merge", "Another record is of the same person: read both as one", shown=False
    ),
    Action("person.review", "v", "plan reviewed", "Write down that the treatment plan was reviewed today"),
    Action("person.consents", "s", "consents", "Consents, and what left the clinic; add or revoke one"),
    Action("person.discharge", "d", "discharge", "Discharge the person, with a last day and a reason"),
    Action("person.readmit", "r", "re-admit", "Admit again someone who left: a new enrollment"),
    Action("person.pause", "z", "pause", "Pause the stay for some days, or write down that they are back"),
    Action("person.level", "b", "level", "Another level of care from a day on", shown=False),
    Action("person.cover", "p", "payer", "What payers cover, and until when", shown=False),
    Action("person.relatives", "k", "relatives", "Relatives and other contacts", shown=False),
    Action("person.undo", "u", "undo", "Take back what you did last here"),
    Action("person.back", "escape", "back", "Back to the list"),
)

CONTACT = (
    Action("contact.sign", "ctrl+s", "sign", "Sign the note with your passphrase; it is locked then"),
    Action("contact.style", "f8", "format", "Look at the note as DAP, SOAP, BIRP or GIRP"),
    Action("contact.leave", "escape", "later", "Leave it for later; every word is stored"),
)

WAITLIST = (
    Action("waitlist.new", "n", "new", "Somebody asks for a place"),
    Action("waitlist.stage", "s", "stage", "Call, assessment, decision, waiting, declined"),
    Action("waitlist.need", "c", "need", "Level of care, track and availability of the prospect"),
    Action("waitlist.admit", "a", "admit", "Admit the prospect, and find a place in the week"),
    Action("waitlist.undo", "u", "undo", "Take back what you did last here"),
    Action("waitlist.back", "escape", "back", "Back to the list"),
)

CURRICULA = (
    Action("curricula.new", "n", "new", "Start a commented module of the clinic's own"),
    Action(
        "curricula.rehearse",
        "v",
        "room",
        "See the session exactly as in the room, with seats for people",
    ),
    Action("curricula.pages", "w", "handouts", "Write handouts and session guides into a folder, to print"),
    Action(
        "curricula.timings",
        "t",
        "timings",
        "How long each step really took, and suggested minutes; again: back",
    ),
    Action(
        "curricula.write_timings",
        "x",
        "write timings",
        "Write the real minutes of a module into a small file",
        shown=False,
    ),
    Action("curricula.plan", "p", "topic plan", "The next weeks: which topics, why, who will lack what"),
    Action("curricula.entry", "e", "entry", "What a newcomer has had by which week, for every week to join"),
    Action("curricula.changes", "c", "changes", "What changed in a module between two days"),
    Action(
        "curricula.problem",
        "d",
        "diagnostics",
        "Go to what is wrong with the module; enter explains a message",
    ),
    Action("curricula.again", "r", "read again", "Read every file once more", shown=False),
    Action("curricula.back", "escape", "shelf", "Back to the list of modules"),
)

PLAN = (
    Action("plan.choose", "enter", "by hand", "Choose the topic of a date; the rest is planned around it"),
    Action("plan.free", "x", "free", "Let the planner choose again for a date set by hand"),
    Action(
        "plan.rooms", "r", "two rooms", "How it would be in two small rooms, members steered; again: back"
    ),
    Action("plan.individual", "i", "individual", "Topics that individual sessions could take; hand one over"),
    Action("plan.entry", "e", "entry", "What a newcomer has had by which week, for every week to join"),
    Action("plan.group", "g", "next group", "The topics of the next group"),
    Action("plan.back", "escape", "back", "Back to the modules"),
)

ENTRY = (
    Action("entry.sooner", "left", "a week sooner", "What was had by the end of an earlier week"),
    Action("entry.later", "right", "a week later", "What was had by the end of a later week"),
    Action("entry.back", "escape", "back", "Back to where you were"),
)

RECORDS = (
    Action("records.owed", "o", "owed", "Notes that wait for a signature, the oldest first"),
    Action("records.signed", "s", "signed", "Notes that were signed; enter reads one"),
    Action(
        "records.cosign",
        "c",
        "to co-sign",
        "Notes that wait for your co-signature: of groups you led too; as a supervisor, of who is supervised",
    ),
    Action(
        "records.sign_read", "g", "sign read", "Sign or co-sign every listed note that you read", shown=False
    ),
    Action(
        "records.copy", "y", "copy", "Copy the signed notes that you read here, for some seconds", shown=False
    ),
    Action("records.absences", "a", "absences", "Who did not come and has not been called"),
    Action("records.trail", "t", "trail", "The audit trail: who did what, the newest first"),
    Action("records.search", "slash", "search", "Find initials, groups, users or other words in the list"),
    Action("records.verify", "v", "verify", "Check that nothing in the record was changed or is missing"),
    Action("records.backup", "b", "backup", "Copy the record, encrypted and checked, into another folder"),
    Action(
        "records.keeping",
        "k",
        "kept until",
        "How long records are kept: past their time, on legal hold",
        shown=False,
    ),
    Action(
        "records.hand_over", "x", "hand over", "Audit packet or export: to whom, for what, on what ground"
    ),
    Action("records.users", "u", "users", "Who may unlock the record: add, roles, passphrase, remove"),
    Action("records.back", "escape", "end search", "End the search", shown=False),
)

ACTIONS: tuple[Action, ...] = (
    *APP, *PLACE, *TODAY, *TIMETABLE, *PATIENTS, *PERSON, *WAITLIST, *CONTACT, *CURRICULA,
    *PLAN, *ENTRY, *RECORDS
)  # fmt: skip


def bindings(*places: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The Textual bindings of `places`, in the order of the table."""
    return [
        Binding(
            action.keys,
            action.name,
            action.label,
            show=action.shown,
            priority=action.always,
            tooltip=action.help,
            id=action.id,
        )
        for place in places
        for action in ACTIONS
        if action.place == place
    ]
