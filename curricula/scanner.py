"""Where each key and value of a TOML document stands.

Runs over text that `tomllib` has accepted, so it only has to find borders, never to judge. It reads TOML 1.1
forms as well (line ends inside inline tables), for the day when `tomllib` accepts them.
"""

import re

from curricula.paths import KeyPath

__all__ = ["KeyPath", "Positions", "Range"]

Range = tuple[int, int]  # offsets into the text, end exclusive

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[^\s.=\]\"'#,{}]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']++|'(?!''))*+'{3,5}"),
    '"': re.compile(r'"(?:[^"\\]++|\\.)*+"'),
    "'": re.compile(r"'[^']*+'"),
}


class Positions:
    """`keys` and `values` map a key path to the place of its key and of its value.

    A path is a tuple of keys and list indices: `("sessions", 2, "minutes")`. The value of a table with
    a header is that header; the value of an array of tables is its first header.
    """

    def __init__(self, text: str) -> None:
        self.keys: dict[KeyPath, Range] = {}
        self.values: dict[KeyPath, Range] = {}
        self._text = text
        self._pos = 0
        self._counts: dict[KeyPath, int] = {}  # array of tables -> elements so far
        self._document()

    def _document(self) -> None:
        table: KeyPath = ()
        while self._skip(_BLANK) < len(self._text):
            if self._text[self._pos] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._pos)
        self._pos = found.end() if found else self._pos
        return self._pos

    def _header(self) -> KeyPath:
        start = self._pos
        brackets = 2 if self._text.startswith("[[", start) else 1
        self._pos += brackets
        parts = self._key()
        self._pos += brackets
        here = (start, self._pos)
        path: KeyPath = ()
        for name, place in parts[:-1]:
            path = self._element(self._mention((*path, name), place, here))
        name, place = parts[-1]
        path = (*path, name)
        if brackets == 2:
            self._mention(path, place, here)
            self._counts[path] = self._counts.get(path, 0) + 1
            path = self._element(path)
        self.keys[path] = place
        self.values[path] = here
        return path

    def _element(self, path: KeyPath) -> KeyPath:
        """The last element so far when `path` is an array of tables, else `path`."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _mention(self, path: KeyPath, key: Range, value: Range) -> KeyPath:
        """Note the first place where a table is named without being opened."""
        self.keys.setdefault(path, key)
        self.values.setdefault(path, value)
        return path

    def _pair(self, table: KeyPath) -> None:
        parts = self._key()
        path = table
        for name, place in parts[:-1]:
            path = self._mention((*path, name), place, place)
        name, place = parts[-1]
        path = (*path, name)
        self.keys[path] = place
        self._pos += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[tuple[str, Range]]:
        """A dotted key, up to the sign after it."""
        parts = []
        while True:
            start = self._skip(_SPACE)
            quote = self._text[start]
            self._skip(_STRINGS[quote] if quote in "\"'" else _BARE_KEY)
            parts.append((_plain(self._text[start : self._pos]), (start, self._pos)))
            if self._text[self._skip(_SPACE)] != ".":
                return parts
            self._pos += 1

    def _value(self, path: KeyPath) -> None:
        start = self._pos
        first = self._text[start]
        if first in "\"'":
            triple = self._text[start : start + 3]
            self._skip(_STRINGS.get(triple, _STRINGS[first]))
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_BARE_VALUE)
            self._pos = start + len(self._text[start : self._pos].rstrip())
        self.values[path] = (start, self._pos)

    def _array(self, path: KeyPath) -> None:
        self._pos += 1
        index = 0
        while self._text[self._skip(_BLANK)] != "]":
            self._value((*path, index))
            index += 1
            if self._text[self._skip(_BLANK)] == ",":
                self._pos += 1
        self._pos += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._pos += 1
        while self._text[self._skip(_BLANK)] != "}":
            self._pair(path)
            if self._text[self._skip(_BLANK)] == ",":
                self._pos += 1
        self._pos += 1


def _plain(raw: str) -> str:
    """A key without its quotes and escapes."""
    if raw[0] == '"' and "\\" in raw:
        import tomllib

        return str(tomllib.loads(f"k = {raw}")["k"])
    return raw[1:-1] if raw[0] in "\"'" else raw
