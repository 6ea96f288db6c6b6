"""TOML as people write it: a [[name]] for each table of a list, short lists and tables on one line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import tomli_w

WIDTH = 100


def dumps(document: dict[str, Any]) -> str:
    """A document as TOML: plain values first, then each table, then each list of tables, in order."""
    plain = {k: v for k, v in document.items() if not isinstance(v, dict) and not _is_tables(v)}
    blocks = ["".join(_lines(plain))]
    for name, value in document.items():
        if isinstance(value, dict):
            blocks.append(f"[{_key(name)}]\n{''.join(_lines(value))}")
        elif _is_tables(value):
            blocks += [f"[[{_key(name)}]]\n{''.join(_lines(table))}" for table in value]
    return "\n".join(blocks)


def _lines(table: dict[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_block(value, len(_key(name)) + 3)}\n" for name, value in table.items()]


def _block(value: Any, indent: int) -> str:
    """A value on one line, or a list over several when it is long."""
    line = _inline(value)
    if not isinstance(value, list) or indent + len(line) <= WIDTH:
        return line
    rows = [""]
    for item in map(_inline, value):
        if rows[-1] and len(rows[-1]) + len(item) > WIDTH - 6:
            rows.append("")
        rows[-1] += f" {item}," if rows[-1] else f"{item},"
    return "[\n" + "".join(f"    {row}\n" for row in rows) + "]"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, datetime):
        return value.isoformat()
    return tomli_w.dumps({"x": value})[len("x = ") : -1]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _inline(name)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
