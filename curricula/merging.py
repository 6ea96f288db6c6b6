"""Several TOML files read as one document: a clinic that is a folder.

Code: F017 one key set in two files.
"""

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from curricula.diagnostics import Diagnostic
from curricula.paths import KeyPath
from curricula.source import Document, Source, Span


@frozen(slots=False, eq=False)
class Merged(Document):
    """Several documents read as one; see `merge`."""

    _origins: dict[KeyPath, tuple[Source, KeyPath]] = field(repr=False)
    _first: Source = field(repr=False)

    def span(self, path: KeyPath, key: bool = False) -> Span:
        """The place in the file that gave the value; the first file for what none gave."""
        for length in (2, 1):
            if path[:length] in self._origins:
                source, origin = self._origins[path[:length]]
                return source.span(origin + path[length:], key)
        return self._first.span(())


def merge(sources: Sequence[Source], problems: list[Diagnostic]) -> Merged:
    """Read files as one: arrays of tables are joined in order, any other key may stand in one file only.

    `sources` holds at least one. A key set twice is reported (F017) where it stands for the second time.
    """
    data: dict[str, Any] = {}
    origins: dict[KeyPath, tuple[Source, KeyPath]] = {}
    for source in sources:
        for name, value in source.data.items():
            joined = data.get(name)
            if _is_tables(value) and (joined is None or _is_tables(joined)):
                start = len(joined or ())
                data[name] = [*(joined or ()), *value]
                origins.setdefault((name,), (source, (name,)))
                for i in range(len(value)):
                    origins[(name, start + i)] = (source, (name, i))
            elif name in data:
                other = origins[(name,)][0].span((name,), key=True)
                hint = f"it also stands in {other.file}, line {other.line}; keep one of the two"
                problems.append(
                    source.problem((name,), "F017", f"`{name}` is set in two files", hint, key=True)
                )
            else:
                data[name] = value
                origins[(name,)] = (source, (name,))
    return Merged(data, origins, sources[0])


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
