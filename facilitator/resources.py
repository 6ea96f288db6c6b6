"""Where a clinic refers people to, and whom members call: `resources/*.toml` in the clinic's folder.

    resources, problems = load(folder)

Nothing in it is about a person, so it is plain text that a coordinator edits and shares.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from attrs import field, frozen

from curricula.diagnostics import BadInput, Diagnostic, has_errors, in_order
from curricula.shape import about, read
from curricula.source import Source
from scheduler.files.values import read_format

FOLDER = "resources"


@frozen(kw_only=True)
class Resource:
    """One place or service that a referral can point to."""

    name: str = field(metadata=about("What it is called."))
    kind: str = field(metadata=about("housing, food, employment, or any other word."))
    phone: str = field(default="", metadata=about("Its number."))
    where: str = field(default="", metadata=about("Its address, or how to get there."))
    hours: str = field(default="", metadata=about("When it is open."))
    note: str = field(default="", metadata=about("What to know before going."))


@frozen(kw_only=True)
class OnCall:
    """One line of the sheet that members take home."""

    when: str = field(metadata=about("Such as: nights and weekends."))
    who: str = field(metadata=about("Whom they reach: a role, no names needed."))
    phone: str = field(metadata=about("The number."))
    note: str = field(default="", metadata=about("What to say, or what it is for."))


@frozen(kw_only=True)
class Resources:
    """Everything of one folder together."""

    format: int = field(default=1, metadata=about("1", convert=read_format))
    resources: tuple[Resource, ...] = field(default=(), metadata=about("Where to refer people to."))
    on_call: tuple[OnCall, ...] = field(default=(), metadata=about("Whom members call, in this order."))


def load(folder: Path) -> tuple[Resources, list[Diagnostic]]:
    """What the clinic's files say, and everything odd about them; a file with an error gives nothing."""
    found, problems = Resources(), list[Diagnostic]()
    place = folder / FOLDER
    for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
        try:
            source = Source.load(path)
        except BadInput as bad:
            problems += bad.diagnostics
            continue
        mine = list(source.warnings)
        table = read(Resources, source, mine)
        if table is not None and not has_errors(mine):
            found = Resources(
                resources=(*found.resources, *table.resources), on_call=(*found.on_call, *table.on_call)
            )
        problems += mine
    return found, in_order(problems)


def by_kind(resources: Resources) -> tuple[Resource, ...]:
    return tuple(sorted(resources.resources, key=lambda each: (each.kind.casefold(), each.name.casefold())))


def named(resources: Resources, words: str) -> Resource | None:
    """The entry that a referral points to: the one of that name, however it is written."""
    wanted = " ".join(words.split()).casefold()
    return next((each for each in resources.resources if each.name.casefold() == wanted), None)


def on_call_page(resources: Resources, clinic: str) -> str:
    """The on-call sheet as one page to print: large figures, nothing about anybody, no script."""
    rows = "\n".join(
        f"<tr><th scope='row'>{escape(each.when)}</th><td>{escape(each.who)}"
        f"{f'<br><small>{escape(each.note)}</small>' if each.note else ''}</td>"
        f"<td class='phone'>{escape(each.phone)}</td></tr>"
        for each in resources.on_call
    )
    return _PAGE.format(clinic=escape(clinic), rows=rows)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Whom to call</title>
<style>
@page {{ size: letter; margin: 20mm }}
body {{ font: 14pt/1.4 sans-serif; max-width: 180mm; margin: 0 auto }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: 4mm 2mm; border-bottom: 1px solid #999 }}
.phone {{ font-size: 22pt; font-weight: bold; white-space: nowrap }}
</style></head><body>
<h1>Whom to call</h1>
<p>{clinic}</p>
<table>
{rows}
</table>
<p>In immediate danger call 911. In a crisis you can call or text 988, day and night (United States).</p>
</body></html>
"""
