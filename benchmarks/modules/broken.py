"""Modules that are each broken in one way, with what should be said of them.

Every case is the module that `openchair curricula new` writes, or that module with a second session, changed
in one or two places. The sign ▶ in a change is no part of the file: it marks where the message should stand.
"""

from __future__ import annotations

from importlib.resources import files

from attrs import frozen

MARK = "▶"


@frozen
class Broken:
    """One case: its problem in words, the code it should get, and what to change in the module."""

    name: str
    code: str
    changes: tuple[tuple[str, str], ...]
    second: bool = False  # with a second session
    encoding: str = "utf-8"
    ends: str = "\n"

    def text(self) -> str:
        """The module with the mark still in it. Raises ValueError when a change has nothing to change."""
        text = starter() + (SECOND if self.second else "")
        for old, new in self.changes:
            if old not in text:
                raise ValueError(f"{self.name}: {old!r} is not in the module")
            text = text.replace(old, new, 1)
        return text

    def content(self) -> bytes:
        """The bytes of the file."""
        return self.text().replace(MARK, "", 1).replace("\n", self.ends).encode(self.encoding)

    def place(self) -> tuple[int, int]:
        """Line and column of the mark, from 1; the beginning of the file without one."""
        before, mark, _ = self.text().partition(MARK)
        line = before.rpartition("\n")[2]
        return (before.count("\n") + 1, len(line) + 1) if mark else (1, 1)


def starter() -> str:
    """The module that authors begin with."""
    return files("curricula").joinpath("starter", "module.toml").read_text(encoding="utf-8")


SECOND = '''
[[sessions]]
id = "second-session"
title = "Who is awake at that hour"
minutes = 30
objectives = ["Name one person to call in the hard hour"]
teaches = ["people-to-call"]
requires = ["hard-hours"]
order = "any"
requirement = "core"
agenda = [
  { label = "Hello", kind = "check-in", minutes = 10, content = """
Let each person say a name and the hour at which they last spoke to somebody they like. Write the hours
on the board, not the names. There will be gaps, and the gaps are often the hours from the other session.
Say that aloud, without hurry, and leave the board as it is. Ask who has been glad of a call at such an
hour, and what made it easy to pick up.

Then hand out the cards. On one side goes a person who would be glad to be called, on the other what to
say first. Many people stop at the first sentence, so try it aloud, in pairs, twice each. The one who
listens says what they heard and nothing else. People who find nobody write the number of the warm line;
that counts in full, and several others in the room will write it too. Walk around, help with spelling
where somebody asks, and keep the noise low enough for those who are on the phone with a memory. Close
the practice by asking which first sentence was easiest to say, and let two or three people read theirs
aloud. Nobody has to read, and a pass is as good as a sentence.
""" },
  { label = "Calls in pairs", kind = "activity", minutes = 12 },
  { label = "One name", kind = "check-out", minutes = 8 },
]
'''


def _one(name: str, code: str, old: str, new: str, *, second: bool = False) -> Broken:
    return Broken(name, code, ((old, new),), second)


SUMMARY = 'summary = "What it is for, in one or two sentences."'
TITLE = 'title = "New module"'
FIRST = '[[sessions]]\nid = "first-session"'
LONG = "the quick brown fox is not in this room and yet everyone has something to say of it"
HARD = (
    "Psychoeducational interventions systematically facilitate comprehensive understanding of physiological "
    "dysregulation, maladaptive cognitions and interpersonal vulnerabilities that perpetuate consumption."
)
HANDOUT_BODY = 'title = "My hard hour"\n  body = """'

NOT_TOML = (
    _one("a closing quote is missing", "F003", TITLE, 'title = "New module▶'),
    _one("curly quotes", "F003", TITLE, "title = ▶“New module”"),
    _one("text without quotes", "F003", TITLE, "title = ▶New module"),
    _one("no value", "F003", TITLE, "title =▶"),
    _one("no equals sign", "F003", TITLE, 'title ▶"New module"'),
    _one("two values", "F003", TITLE, 'title = "New" ▶"module"'),
    _one(
        "a comma is missing in a list",
        "F003",
        'population = ["adult"]',
        'population = ["adult" ▶"adolescent"]',
    ),
    _one("a key twice", "F003", TITLE, f'{TITLE}\ntitle = "Again"▶'),
    _one("a table opened twice", "F003", FIRST, f"[stay]\n[stay▶]\n{FIRST}"),
    _one("a list of tables as one table", "F003", FIRST, '[sessions]\n[[sessions▶]]\nid = "first-session"'),
    _one("a backslash", "F003", TITLE, 'title = "New \\m▶odule"'),
    _one("an impossible date", "F003", SUMMARY, f"{SUMMARY}\nreviewed_on = ▶2026-13-40"),
    _one("a comma at the end of a table in one line", "F003", "max = 12 }", "max = 12, ▶}"),
    _one("a line end inside a table in one line", "F003", "ideal = 8, max", "ideal = 8,▶\n max"),
    _one("a bell", "F003", TITLE, 'title = "New ▶\amodule"'),
)
FILES = (
    Broken("UTF-16", "F006", (), encoding="utf-16"),
    Broken("Latin-1", "F006", ((TITLE, 'title = "Caf▶é"'),), encoding="latin-1"),
    Broken("a byte-order mark", "F005", (), encoding="utf-8-sig"),
    _one("nested too deep", "F004", SUMMARY, "summary = " + "[" * 64 + "▶" + "[" + "]" * 65),
    _one("a number without end", "F003", "minutes = 60 ", f"minutes = ▶{'9' * 5000} "),
    Broken("more than 1 MB", "F004", ((SUMMARY, f'summary = "{"x" * 1_000_001}"'),)),
    Broken("Windows line ends", "F013", (('kind = "skills"', 'kind = ▶"skils"'),), ends="\r\n"),
)
SHAPE = (
    _one("a misspelt key", "F010", TITLE, '▶titel = "New module"'),
    _one("a key that nobody knows", "F010", SUMMARY, f'{SUMMARY}\n▶colour = "blue"'),
    _one(
        "a key of another table",
        "F010",
        'label = "One word each"',
        'label = "One word each"\n  ▶objectives = []',
    ),
    _one("no title", "F011", TITLE + "\n", ""),
    Broken("no minutes", "F011", ((FIRST, f"▶{FIRST}"), ("minutes = 60 ", "# minutes = 60 "))),
    _one("a number in quotes", "F012", "minutes = 60 ", 'minutes = ▶"60" '),
    _one("a number for a text", "F012", 'version = "0.1"', "version = ▶0.1"),
    _one("a text for a list", "F012", 'authors = ["Your name"]', 'authors = ▶"Your name"'),
    _one("one table for a list of tables", "F012", "  [[sessions.handouts]]", "  ▶[sessions.handouts]"),
    _one("half a minute", "F012", "minutes = 60 ", "minutes = ▶60.5 "),
    _one("true for a text", "F012", TITLE, "title = ▶true"),
    _one("a date in quotes", "F012", SUMMARY, f'{SUMMARY}\nreviewed_on = ▶"2026-11-25"'),
    _one("a kind that is none", "F013", 'kind = "skills"', 'kind = ▶"skils"'),
    _one("a kind of step that is none", "F013", 'kind = "check-in"', 'kind = ▶"checkin"'),
    _one("an id twice", "F014", 'id = "second-session"', 'id = ▶"first-session"', second=True),
    _one("an id with capitals", "F015", 'id = "first-session"', 'id = ▶"First session"'),
    _one("minutes below nothing", "F015", "minutes = 60 ", "minutes = ▶-60 "),
    _one("sizes that fall", "F015", "group_size = { min = 3", "group_size = ▶{ min = 9"),
    _one("a topic with a blank", "F015", 'teaches = ["hard-hours"]', 'teaches = [▶"hard hours"]'),
    _one("an empty title", "F016", TITLE, 'title = ▶" "'),
    _one("an escape that steers a terminal", "F020", TITLE, 'title = ▶"New\\u001b]2;module"'),
)
MEANING = (
    Broken(
        "rounds beside sessions",
        "C101",
        ((FIRST, f'▶[[rounds]]\nlabel = "Round"\nkind = "opening"\nminutes = 5\n\n{FIRST}'),),
    ),
    _one(
        "a topic that nobody teaches",
        "C102",
        'requires = ["hard-hours"]',
        'requires = [▶"hard-hour"]',
        second=True,
    ),
    _one(
        "a pair with nobody",
        "C103",
        'order = "any"',
        'order = "any"\npair_with = ▶"secnd-session"',
        second=True,
    ),
    Broken(
        "a pair against what is required",
        "C103",
        (('requires = ["hard-hours"]', 'requires = ["hard-hours"]\npair_with = ▶"first-session"'),),
        second=True,
    ),
    _one(
        "sessions that wait for each other",
        "C104",
        "requires = []",
        'requires = ▶["people-to-call"]',
        second=True,
    ),
    Broken(
        "two that are first",
        "C106",
        (
            ('order = "any"      ', 'order = "first"      '),
            ('requires = ["hard-hours"]\norder = "any"', 'order = ▶"first"'),
        ),
        second=True,
    ),
    _one("a topic twice", "C108", 'teaches = ["hard-hours"]', 'teaches = ["hard-hours", ▶"hard-hours"]'),
    Broken(
        "more than a stay has room for",
        "C109",
        (
            (
                "# stay = { weeks = 8, sessions_a_week = 3 }",
                "stay = { weeks = 1, sessions_a_week = 1 , attendance = 1 }",
            ),
            ('[[sessions]]\nid = "second-session"', '▶[[sessions]]\nid = "second-session"'),
        ),
        second=True,
    ),
    Broken(
        "a session without a topic",
        "C110",
        (
            ('[[sessions]]\nid = "second-session"', '▶[[sessions]]\nid = "second-session"'),
            ('teaches = ["people-to-call"]\n', ""),
        ),
        second=True,
    ),
    _one("after more core sessions than there are", "C111", "# after_core = 3", "after_core = ▶3"),
    _one("an agenda that is too long", "C201", "minutes = 60 ", "minutes = ▶55 "),
    _one("turns that do not fit", "C202", "per_person_minutes = 1 ", "per_person_minutes = ▶2 "),
    Broken(
        "a long lecture",
        "C203",
        (
            ('kind = "psychoeducation"\n  minutes = 13', 'kind = "psychoeducation"\n  minutes = ▶13'),
            ('kind = "activity"', 'kind = "psychoeducation"'),
        ),
    ),
    Broken("no check-in", "C204", ((FIRST, f"▶{FIRST}"), ('kind = "check-in"', 'kind = "discussion"'))),
    Broken("no check-out", "C205", ((FIRST, f"▶{FIRST}"), ('kind = "check-out"', 'kind = "discussion"'))),
    _one(
        "an objective nobody can see", "C302", '"Name the hour of the day', '▶"Understand the hour of the day'
    ),
    Broken(
        "a paragraph in two sessions",
        "C304",
        (
            ('  content = """\nAsk each person', f'  content = """\n{LONG}\n\nAsk each person'),
            ("Then hand out the cards.", f"▶{LONG}\n\nThen hand out the cards."),
        ),
        second=True,
    ),
    Broken(
        "cautions that speak of something else",
        "C305",
        (
            ('title = "A small plan for a hard hour"', 'title = "A small plan after an overdose"'),
            ("cautions = [", "cautions = ▶["),
        ),
    ),
    Broken(
        "a session in use without its variants",
        "C306",
        ((FIRST, f"▶{FIRST}"), ('status = "draft"', 'status = "active"'), ("  short = ", "  # short = ")),
    ),
    _one(
        "a page with text and file",
        "C401",
        HANDOUT_BODY,
        HANDOUT_BODY.replace("  body = ", '  file = ▶"x.md"\n  body = '),
    ),
    _one(
        "a hard page",
        "C404",
        HANDOUT_BODY
        + "\nMost people have one hour of the day that is harder than the rest. You can plan for it.",
        f"{HANDOUT_BODY[:-3]}▶{HANDOUT_BODY[-3:]}\n{HARD}",
    ),
    _one(
        "a link out of the folder",
        "C405",
        "Put this card where you will see it.",
        "Put ▶[this](../card.md) where you will see it.",
    ),
    _one(
        "a link to nothing",
        "C406",
        "Put this card where you will see it.",
        "Put ▶[this](cards/card.md) where you will see it.",
    ),
    _one(
        "a link that paper does not show",
        "C407",
        "Put this card where you will see it.",
        "Put ▶[this](https://example.org/card) where you will see it.",
    ),
    _one(
        "a word that labels people",
        "C501",
        "Draw a day on the board",
        "Draw the day of an ▶addict on the board",
    ),
    _one("no license", "C601", 'license = "CC-BY-4.0" ', '# license = "CC-BY-4.0" '),
    _one("no author", "C602", 'authors = ["Your name"]\n', ""),
    _one("a source without its credit", "C603", SUMMARY, f'{SUMMARY}\nforked_from = ▶"other 1.0"'),
    _one("a translation of no version", "C604", SUMMARY, f'{SUMMARY}\ntranslation_of = ▶"getting-steady"'),
)
BROKEN = (*NOT_TOML, *FILES, *SHAPE, *MEANING)
