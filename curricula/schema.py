"""The JSON Schema of modules, generated from the classes that read them.

Draft 7, which the TOML language servers of editors know.
`python -m curricula.schema` writes the copy that ships.
"""

import json
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import attrs

from curricula.kinds import item, options, toml_types
from curricula.module import Module
from curricula.shape import keys

FILE_NAME = "curriculum.schema.json"
_JSON: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema() -> dict[str, Any]:
    """The schema as JSON data."""
    definitions: dict[str, Any] = {}
    module = _table(Module, definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "openchair curriculum module",
        **module,
        "definitions": definitions,
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def shipped_schema() -> str:
    """The text of the schema that ships with the package."""
    return (Path(__file__).parent / FILE_NAME).read_text(encoding="utf-8")


def _table(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    known = keys(cls)
    return {
        "type": "object",
        "description": _first_line(cls),
        "properties": {key: _field(a, definitions) for key, a in known.items()},
        "required": [key for key, a in known.items() if a.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _field(attribute: "attrs.Attribute[Any]", definitions: dict[str, Any]) -> dict[str, Any]:
    rules = attribute.metadata
    found = _kind(attribute.type, definitions) if "toml" not in rules else _converted(attribute, definitions)
    for name, keyword in (("at_least", "minimum"), ("at_most", "maximum")):
        if name in rules:
            found[keyword] = rules[name]
    if "pattern" in rules:
        each = found.get("items", found)
        each["pattern"] = f"^{rules['pattern']}$"
    elif attribute.default is attrs.NOTHING and found == {"type": "string"}:
        found["pattern"] = r"\S"  # what is needed is not left empty
    if "$ref" in found:  # draft 7 ignores what stands beside a reference
        found = {"allOf": [found]}
    if isinstance(attribute.default, str | int | float) and attribute.default not in ("", None):
        found["default"] = attribute.default
    return {"description": rules.get("doc", ""), **found}


def _converted(attribute: "attrs.Attribute[Any]", definitions: dict[str, Any]) -> dict[str, Any]:
    """What TOML holds where a converter makes something else of it."""
    toml = _kind(attribute.metadata["toml"], definitions)
    if "each" not in attribute.metadata:
        return toml
    kind: Any = attribute.type
    whole = toml_types(options(kind)[0])[0]
    return (
        {"type": "array", "items": toml}
        if whole is list
        else {"type": "object", "additionalProperties": toml}
    )


def _kind(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    several = options(kind)
    if len(several) > 1:
        return {"anyOf": [_kind(k, definitions) for k in several]}
    kind = several[0]
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if attrs.has(kind):
        return _reference(kind, definitions)
    toml = toml_types(kind)[0]
    if toml is list:
        return {"type": "array", "items": _kind(item(kind), definitions)}
    if toml is dict:
        return {"type": "object", "additionalProperties": _kind(item(kind), definitions)}
    return {"enum": [m.value for m in kind]} if issubclass(kind, Enum) else dict(_JSON[kind])


def _reference(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # its place, before what it refers to
        definitions[cls.__name__] = _table(cls, definitions)
    return {"$ref": f"#/definitions/{cls.__name__}"}


def _first_line(cls: type) -> str:
    return (cls.__doc__ or "").strip().split("\n")[0]


if __name__ == "__main__":
    (Path(__file__).parent / FILE_NAME).write_text(schema_text(), encoding="utf-8", newline="\n")
