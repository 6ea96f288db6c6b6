"""TOML text to data, with every way to fail turned into one diagnostic.

Codes: F003 not TOML, F004 too deep.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from curricula.diagnostics import BadInput, Diagnostic

MAX_DEPTH = 64
_MAX_KEY_PARTS = 500  # tomllib takes quadratic time over longer dotted keys
_KEY_DOT = re.compile(r"""[\w"'-][ \t]*\.(?=[ \t]*[\w"'-])""")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins."""
    return [0, *(m.end() for m in re.finditer("\n", text))]


def locate(lines: list[int], offset: int) -> tuple[int, int]:
    """1-based line and column of an offset."""
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1


def parse(text: str, file: str) -> dict[str, Any]:
    """Every way in which tomllib can fail, as one diagnostic."""
    _refuse_endless_keys(text, file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([_syntax_error(str(error), text, file)]) from None
    except RecursionError:
        raise BadInput([_too_deep(text, file)]) from None
    except ValueError:  # an integer of more digits than Python converts
        place = re.search(r"\d(?:_?\d){4299}", text)
        line, column = locate(line_starts(text), place.start() if place else 0)
        hint = "a number here has at most a few digits"
        raise BadInput([Diagnostic(file, line, column, "F003", "this number is too long", hint)]) from None
    if _depth_exceeds(data, MAX_DEPTH):
        raise BadInput([_too_deep(text, file)])
    return data


def _syntax_error(message: str, text: str, file: str) -> Diagnostic:
    """tomllib's message and its place, taken apart (only Python 3.14 gives them as attributes)."""
    lines = line_starts(text)
    line, column = locate(lines, len(text.rstrip()))
    at = _AT.search(message)
    if at and at[1]:
        line, column = int(at[1]), int(at[2])
    sentence = message[: at.start()] if at else message
    row = text[lines[line - 1] :].partition("\n")[0] if line <= len(lines) else ""
    for date in _DATE.finditer(row):  # tomllib takes its year for a number and stumbles over the rest
        if date.start() < column - 1 < date.end():
            column, sentence = date.start() + 1, "Invalid date or time"
    sentence = _PLAINER.get(sentence, sentence[:1].lower() + sentence[1:])
    return Diagnostic(file, line, column, "F003", f"not TOML: {sentence}", _syntax_hint(sentence, row))


_DATE = re.compile(r"(?<![\w.-])\d{4}-\d{1,2}-\d{1,2}[\w:.+-]*")
_PLAINER = {
    r"Illegal character '\n'": "a text that was opened on this line is not closed on it",
    r"Found invalid character '\n'": "a text that was opened on this line is not closed on it",
    'Expected "\'"': "a text that was opened with ' is not closed",
}
"""What tomllib says of a missing closing quote, as an author would say it."""
_HINTS = (
    (r"'\r'", "save the file with the line ends of Unix or Windows"),
    ("is not closed", 'put the closing quote at the end of the text; several lines need """three quotes"""'),
    ("invalid value", 'text needs quotes: title = "Urge surfing"'),
    ("expected newline", "one `key = value` in a line; text and odd dates need quotes"),
    ("overwrite a value", "this key is set a second time in the same table; keep one"),
    ("declare", "this table is opened a second time; a list of tables needs [[two brackets]]"),
    (
        "invalid initial character for a key part",
        "a key is letters, digits, - and _; anything else needs quotes; a { table } ends on its line",
    ),
    (
        "expected '=' after a key",
        "a line is `key = value`, a `[table]`, a `[[list of tables]]` or a `# comment`",
    ),
    ("unclosed array", "a list that was opened with [ needs its ]"),
    ("inline table", "a { table } in one line ends on that line, without a comma before the }"),
    (
        "unterminated string",
        'a text that was opened with a quote needs its closing quote (""" for several lines)',
    ),
    ("illegal character", 'several lines need """three quotes"""; control characters need an escape'),
    ("unescaped '\\'", "write \\\\ for a backslash, or use 'single quotes'"),
    ("invalid date", "a date is 2026-11-25, a date with time 2026-11-25T18:00:00"),
)


def _syntax_hint(sentence: str, row: str) -> str:
    if "\u201c" in row or "\u201d" in row:
        return 'use straight quotes " in place of “ and ”'
    return next((hint for words, hint in _HINTS if words in sentence.lower()), "see https://toml.io")


def _refuse_endless_keys(text: str, file: str) -> None:
    if text.count(".") < _MAX_KEY_PARTS:
        return
    for number, row in enumerate(text.split("\n"), start=1):
        parts = row.split("=") if row.count(".") >= _MAX_KEY_PARTS else ()
        if any(len(_KEY_DOT.findall(part)) >= _MAX_KEY_PARTS for part in parts):
            raise BadInput([_deep(file, number, 1)])


def _depth_exceeds(data: dict[str, Any], limit: int) -> bool:
    level: list[Any] = [data]
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> Iterable[Any]:
    inner = node.values() if isinstance(node, dict) else node
    return (child for child in inner if isinstance(child, dict | list))


def _too_deep(text: str, file: str) -> Diagnostic:
    """Stands at the bracket that goes too deep, or else at the line with the longest dotted key."""
    depth = 0
    for match in re.finditer(r"[\[{\]}]", text):
        depth += 1 if match[0] in "[{" else -1
        if depth > MAX_DEPTH:
            return _deep(file, *locate(line_starts(text), match.start()))
    rows = text.split("\n")
    longest = max(range(len(rows)), key=lambda i: rows[i].count("."))
    return _deep(file, longest + 1, 1)


def _deep(file: str, line: int, column: int) -> Diagnostic:
    message = f"tables and lists are nested more than {MAX_DEPTH} deep"
    return Diagnostic(file, line, column, "F004", message, "nothing read here needs more than five levels")
