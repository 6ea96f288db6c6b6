"""What is wrong with a file, where, and what to do about it.

Codes begin with a letter that names the floor: `F` for files and TOML (shared by all floors), `C` for
curricula, `S` for the scheduler. Positions are 1-based, columns count characters, ends are exclusive.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum

from attrs import field, frozen

from curricula.text import clean


class Severity(StrEnum):
    """An error makes a file unfit for use; a warning deserves a look."""

    ERROR = "error"
    WARNING = "warning"


class ExitCode(IntEnum):
    """What a command tells the shell."""

    DONE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    NOTHING_FOUND = 3
    INTERRUPTED = 130


def _line(text: str) -> str:
    """`text` as one clean line: a diagnostic never spreads over lines or steers the terminal."""
    return " ".join(clean(text).split("\n"))


@frozen
class Diagnostic:
    """One problem at one place. `hint` says what to do; `end_line` and `end_column` are 0 when unknown."""

    file: str = field(converter=_line)
    line: int
    column: int
    code: str
    message: str = field(converter=_line)
    hint: str = field(default="", converter=_line)
    severity: Severity = Severity.ERROR
    end_line: int = 0
    end_column: int = 0

    @property
    def is_error(self) -> bool:
        """True for an error, False for a warning."""
        return self.severity is Severity.ERROR

    def render(self) -> str:
        """`file:line:column: code message`, and the hint on a line of its own."""
        kind = "" if self.is_error else "warning: "
        head = f"{self.file}:{self.line}:{self.column}: {self.code} {kind}{self.message}"
        return f"{head}\n  hint: {self.hint}" if self.hint else head

    def as_json(self) -> dict[str, str | int]:
        """The keys of `--format json`."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line or self.line,
            "end_column": self.end_column or self.column,
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
        }

    def as_github(self) -> str:
        """A workflow command that GitHub shows beside the line."""
        places = f"line={self.line},col={self.column},endLine={self.end_line or self.line}"
        file = _escape(self.file).replace(":", "%3A").replace(",", "%2C")
        text = f"{self.message} ({self.hint})" if self.hint else self.message
        return f"::{self.severity} file={file},{places},title={self.code}::{_escape(text)}"


class BadInput(Exception):
    """Input that cannot be used. Carries every problem found, ready to be shown."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """True when at least one of them is an error."""
    return any(d.is_error for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, then place, then code; each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.file, d.line, d.column, d.code))


def suggest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that `word` was probably meant to be, or an empty string."""
    import difflib

    by_shape = {c.lower().replace("_", "-"): c for c in candidates}
    close = difflib.get_close_matches(word.lower().replace("_", "-"), by_shape, n=1, cutoff=0.6)
    return by_shape[close[0]] if close else ""


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`did you mean `x`?`, or an empty string when nothing is close."""
    found = suggest(word, candidates)
    return f"did you mean `{found}`?" if found else ""


FORMATS = ("text", "json", "github", "sarif")


def format_all(diagnostics: Sequence[Diagnostic], form: str, indent: int | None = 2) -> str:
    """All of them in one of FORMATS, without a final newline; JSON is one line without `indent`."""
    if form == "sarif":
        from curricula.sarif import sarif

        return sarif(diagnostics, indent)
    if form == "json":
        import json

        return json.dumps([d.as_json() for d in diagnostics], indent=indent, ensure_ascii=False)
    return "\n".join(d.as_github() if form == "github" else d.render() for d in diagnostics)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
