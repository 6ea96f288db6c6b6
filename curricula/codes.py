"""Every code that can stand in a diagnostic about a module, with its explanation."""

from attrs import frozen

from curricula.checks import CHECKS
from curricula.diagnostics import Severity


@frozen
class Explanation:
    """What a code stands for."""

    code: str
    name: str
    sentence: str
    why: str
    hint: str
    severity: Severity = Severity.ERROR

    def markdown(self) -> str:
        """The page of this code."""
        return (
            f"## {self.code} {self.name}\n\n"
            f"*{str(self.severity).capitalize()}.* {self.sentence}\n\n"
            f"{self.why}\n\n"
            f"**What to do:** {self.hint}.\n"
        )


_FILES = (
    Explanation(
        "F001",
        "no-such-file",
        "The path leads to a file, or to a folder with modules.",
        "Nothing was read.",
        "check the path and its spelling",
    ),
    Explanation(
        "F002",
        "unreadable",
        "The file can be opened and read.",
        "It is a folder, a pipe, or its permissions do not let you in.",
        "check the name, and the permissions of the file and its folder",
    ),
    Explanation(
        "F003",
        "not-toml",
        "The file is TOML 1.0.",
        "Nothing in the file can be read before this is right, so it is the only problem that is shown. The "
        "place is where reading stopped; the cause may be a little before it.",
        "look at the line and the one above; text needs quotes, lists need brackets",
    ),
    Explanation(
        "F004",
        "too-large",
        "The file has at most 1 MB, and its tables and lists are at most 64 deep.",
        "Modules are text that people write. Anything larger is a mistake or an attack.",
        "split the module, or take out what is not text",
    ),
    Explanation(
        "F005",
        "byte-order-mark",
        "The file starts with its first letter.",
        "Some Windows editors put an invisible mark before it, which other TOML readers refuse.",
        "save the file as UTF-8 without BOM",
        Severity.WARNING,
    ),
    Explanation(
        "F006",
        "not-utf-8",
        "The file is UTF-8.",
        "Other encodings turn names and accents into other letters.",
        "save the file with the encoding UTF-8",
    ),
    Explanation(
        "F010",
        "unknown-key",
        "Every key is one that openchair knows.",
        "A misspelt key would otherwise be left out without a word.",
        "correct the key; the schema and `openchair curricula new` show all of them",
    ),
    Explanation(
        "F011",
        "missing-key",
        "What a table needs is there.",
        "The place is the table in which the key should stand.",
        "add the key",
    ),
    Explanation(
        "F012",
        "wrong-type",
        "Every value is of the type that its key asks for.",
        "Text stands in quotes, numbers and true or false without; lists stand in brackets.",
        "write the value as the message says",
    ),
    Explanation(
        "F013",
        "unknown-value",
        "A value that is chosen from a list is in that list.",
        "A kind that nobody knows would be shown and counted nowhere.",
        "choose one of the values in the hint",
    ),
    Explanation(
        "F014",
        "duplicate-id",
        "Ids are unique in their list.",
        "Records and plans refer to the id, and must find one thing.",
        "give one of the two another id",
    ),
    Explanation(
        "F015",
        "unusable-value",
        "A value is within its bounds and of the form that its key asks for.",
        "An id of another form could not be typed in a command, a session of 0 minutes could not run.",
        "write the value as the message says",
    ),
    Explanation(
        "F016",
        "empty-text",
        "What a table needs is not left empty.",
        "An empty title would leave a hole on the screen.",
        "write the text, or take the table out",
    ),
    Explanation(
        "F020",
        "control-character",
        "Text holds no control or invisible formatting characters.",
        "They can change a terminal's title or hide words. They are left out when the text is read; "
        "newlines, tabs and the joiners that some scripts need are kept.",
        "delete the character or its escape",
        Severity.WARNING,
    ),
    Explanation(
        "F030",
        "file-exists",
        "`openchair curricula new` writes a new file.",
        "A file that is there already is never overwritten.",
        "choose another id or folder",
    ),
    Explanation(
        "F031",
        "unwritable",
        "The folder can be written to.",
        "It may be read-only, or the disk may be full. Nothing was left behind.",
        "choose another folder",
    ),
)

_SHELF = Explanation(
    "C107",
    "duplicate-module",
    "No two modules on one shelf have the same id.",
    "Records refer to a module by its id for years.",
    "rename the one that is newer",
)


def explanations() -> dict[str, Explanation]:
    """Every explanation by its code, in order."""
    rules = (Explanation(r.code, r.name, r.sentence, r.why, r.hint, r.severity) for r in CHECKS)
    return {e.code: e for e in sorted((*_FILES, *rules, _SHELF), key=lambda e: e.code)}
