"""The keys of a TOML table as a table of Markdown: what each holds, its default, and what it means."""

from collections.abc import Collection, Iterator
from typing import Any, Literal, get_args, get_origin

import attrs

from curricula.kinds import expected, options
from curricula.shape import keys


def key_table(name: str, cls: type, skip: Collection[str] = (), more: str = "") -> str:
    """A section about one class; without the keys in `skip`, and with further rows."""
    rows = "".join(_rows(cls, skip)) + more
    about = (cls.__doc__ or "").strip()
    return f"\n## {name}\n\n{about}\n\n| key | what it holds | default | meaning |\n|---|---|---|---|\n{rows}"


def _rows(cls: type, skip: Collection[str]) -> Iterator[str]:
    for key, attribute in keys(cls).items():
        if key not in skip:
            doc = attribute.metadata.get("doc", "")
            yield f"| `{key}` | {_kind(attribute)} | {_default(attribute)} | {doc} |\n"


def _kind(attribute: "attrs.Attribute[Any]") -> str:
    rules = attribute.metadata
    return "text" if rules.get("toml") is str and "each" not in rules else expected(attribute.type)


def _default(attribute: "attrs.Attribute[Any]") -> str:
    """A default as TOML would have it; nothing where leaving the key out means something of its own."""
    default = attribute.default
    if default is attrs.NOTHING:
        return "required"
    if isinstance(default, bool | int | str) and default != "":
        return f"`{str(default).lower() if isinstance(default, bool) else default}`"
    return "none"


def choices(cls: type) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Keys of a class whose values are chosen from a list, with that list."""
    for key, attribute in keys(cls).items():
        kind_of: Any = attribute.type
        kinds = options(kind_of)
        for kind in (inner for k in kinds for inner in (k, *get_args(k))):
            if get_origin(kind) is Literal:
                yield key, get_args(kind)
