"""A TOML file with its data and the place of everything in it.

    source = Source.load(path)                  # or raises BadInput with one diagnostic
    source.data["title"]
    source.span(("sessions", 0, "minutes"))     # where the value stands; key=True: where the key stands
    source.problem(("sessions", 0, "minutes"), "C201", "the agenda takes 55 minutes", "...")

`curricula.merging.merge` reads several files as one document. Codes: F001 not found, F002 not readable,
F003 not TOML, F004 too large or too deep, F005 a byte-order mark (warning), F006 not UTF-8.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from curricula.diagnostics import BadInput, Diagnostic, Severity
from curricula.parsing import line_starts, locate, parse
from curricula.paths import KeyPath

if TYPE_CHECKING:
    from curricula.scanner import Positions, Range

MAX_BYTES = 1_000_000


@frozen
class Span:
    """A place in a file, 1-based, columns in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    file: str

    def problem(
        self, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        """A diagnostic that stands here."""
        return Diagnostic(
            file=self.file,
            line=self.line,
            column=self.column,
            code=code,
            message=message,
            hint=hint,
            severity=severity,
            end_line=self.end_line,
            end_column=self.end_column,
        )


@frozen(slots=False, eq=False)
class Document:
    """What a reader needs: data as tomllib gives it, and where each part of it stands."""

    data: dict[str, Any] = field(repr=False)

    def span(self, path: KeyPath, key: bool = False) -> Span:
        """The place of the value (or key) at `path`; of what is missing, the table it should stand in."""
        raise NotImplementedError

    def problem(
        self,
        path: KeyPath,
        code: str,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """A diagnostic at `path`."""
        return self.span(path, key).problem(code, message, hint, severity)


@frozen(slots=False, eq=False)
class Source(Document):
    """One TOML file. `warnings` holds what was odd about the file itself."""

    text: str = field(repr=False)
    file: str
    warnings: tuple[Diagnostic, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str], limit: int = MAX_BYTES) -> "Source":
        """Read a file of at most `limit` bytes. Raises BadInput: missing, unreadable, not UTF-8, not TOML."""
        file = str(path)
        return cls.parse(_decode(_read_bytes(Path(path), file, limit), file), file, limit)

    @classmethod
    def parse(cls, text: str, file: str = "<text>", limit: int = MAX_BYTES) -> "Source":
        """Read TOML from a string; `file` is the name that diagnostics show. Raises BadInput."""
        warnings: tuple[Diagnostic, ...] = ()
        if text.startswith("\ufeff"):
            text = text[1:]
            warnings = (_byte_order_mark(file),)
        if len(text) > limit:
            raise BadInput([_too_large(file, limit)])
        text = text.replace("\r\n", "\n")  # as TOML sees it: lines and columns stay
        return cls(parse(text, file), text, file, warnings)

    def span(self, path: KeyPath, key: bool = False) -> Span:
        """The place of the value (or key) at `path`; of what is missing, the table it should stand in."""
        positions = self._positions
        if key and path in positions.keys:
            return self._span(positions.keys[path])
        while path and path not in positions.values:
            path = path[:-1]
        return self._span(positions.values.get(path, (0, 0)))

    def find(self, path: KeyPath, words: str) -> Span:
        """Where `words` first stand in the text at `path`; the whole value if escapes hide them."""
        start, end = self._positions.values.get(path, (0, 0))
        at = self.text.find(words, start, end) if words else -1
        return self._span((at, at + len(words))) if at >= 0 else self.span(path)

    @cached_property
    def _positions(self) -> "Positions":
        """Scanned when the first place is asked for: a file without problems never pays."""
        from curricula.scanner import Positions

        return Positions(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.text)

    def _span(self, place: "Range") -> Span:
        return Span(*locate(self._lines, place[0]), *locate(self._lines, place[1]), self.file)


def _read_bytes(path: Path, file: str, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise BadInput(
                [_whole_file(file, "F002", "this is a folder, not a file", "name a TOML file in it")]
            )
        if path.exists() and not path.is_file():
            raise BadInput([_whole_file(file, "F002", "this is not a regular file", "name a TOML file")])
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except FileNotFoundError:
        raise BadInput(
            [_whole_file(file, "F001", "no such file", "check the path and its spelling")]
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the name and the permissions of the file and its folder"
        raise BadInput([_whole_file(file, "F002", f"cannot be read: {reason}", hint)]) from None
    if len(raw) > limit:
        raise BadInput([_too_large(file, limit)])
    return raw


def _decode(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = locate(line_starts(before), len(before))
        marks = {
            b"\xff\xfe\0\0": "UTF-32",
            b"\0\0\xfe\xff": "UTF-32",
            b"\xff\xfe": "UTF-16",
            b"\xfe\xff": "UTF-16",
        }
        other = next((name for mark, name in marks.items() if raw.startswith(mark)), "")
        message = (
            f"the file is {other}, not UTF-8" if other else f"byte 0x{raw[error.start]:02X} is not UTF-8"
        )
        hint = "save the file with the encoding UTF-8"
        raise BadInput([Diagnostic(file, line, column, "F006", message, hint)]) from None


def _too_large(file: str, limit: int) -> Diagnostic:
    message = f"the file is larger than {limit // 1_000_000} MB"
    return _whole_file(file, "F004", message, "split it, or take out what is not text")


def _byte_order_mark(file: str) -> Diagnostic:
    message = "the file starts with a byte-order mark, which was skipped"
    hint = "save it as UTF-8 without BOM, so that every TOML reader accepts it"
    return Diagnostic(file, 1, 1, "F005", message, hint, Severity.WARNING)


def _whole_file(file: str, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(file, 1, 1, code, message, hint)
