"""What the page of the Curricula workspace says, as Markdown: a preview, real minutes, or what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from curricula.changes import changes
from curricula.module import Module
from curricula.preview import module_overview, process_preview, session_preview
from facilitator.shelf import Volume
from facilitator.timings import FEWEST, Timing, Took
from facilitator.tui.text import text
from facilitator.versions import Copy

UNREADABLE = "This file cannot be read as a module yet. What is wrong stands below, with its line and column."
HOW_MEASURED = (
    "The median of whole minutes from the record, welcomes and goodbyes left out. A step counts towards the "
    f"suggestion once it ran {FEWEST} times, with half of its plan at the least; suggestions add up to the "
    "session. `x` writes the numbers of the whole module into a small file."
)
NOTHING_KEPT = (
    "No version is kept yet. Whenever a group is given this module, a copy of it is kept; from then on "
    "you see here what changed."
)


def preview(volume: Volume, session: str) -> str:
    """A session or a process format as facilitators read it; of a module, what is in it."""
    module = volume.module
    if module is None:
        return UNREADABLE
    chosen = volume.session(session)
    if chosen is not None:
        return _plain(session_preview(chosen, volume.folder, module))
    return _plain(module_overview(module) if module.sessions else process_preview(module))


def timing_page(module: Module, found: Sequence[Timing], session: str) -> str:
    """How long each step really took, in one session or in all that ran."""
    shown = [t for t in found if t.session.id == session] if session else [t for t in found if t.runs]
    parts = [f"## How long it really took: {module.title}"]
    if not shown:
        parts.append("No session of this module has run here yet.")
    parts += [_timing(timing) for timing in shown]
    return _plain("\n\n".join([*parts, HOW_MEASURED] if shown else parts))


def _timing(timing: Timing) -> str:
    head = f"### {timing.session.title}"
    if not timing.runs:
        return f"{head}\n\nNot run yet."
    rows = "\n".join(_row(step) for step in timing.steps)
    times = "once" if timing.runs == 1 else f"{timing.runs} times"
    return f"{head}\n\nRan {times}.\n\n{rows}"


def _row(step: Took) -> str:
    if not step.times:
        return f"- **{step.label}**: planned {step.planned}, never begun"
    ends = f"{step.minutes[0]} to {step.minutes[-1]}, " if step.times > 1 else ""
    often = "once" if step.times == 1 else f"{step.times} times"
    change = f"; **suggested {step.suggested}**" if step.suggested != step.planned else ""
    return f"- **{step.label}**: planned {step.planned}, took {step.middle:g} ({ends}{often}){change}"


def compared(volume: Volume, found: Sequence[Copy], older: str, newer: str) -> str:
    """What differs between two kept versions, named by their files' stems, or `now` for the shelf's own."""
    by_name = {copy.path.stem: copy for copy in found}
    old = by_name[older].module()
    new = volume.module if newer == "now" else by_name[newer].module()
    if old is None or new is None:
        return "One of the two versions can no longer be read."
    until = "now" if newer == "now" else f"{by_name[newer].since:%d %b %Y}"
    since = f"{by_name[older].since:%d %b %Y}"
    title = f"## What changed in {new.title}"
    head = f"From {since} (version {old.version}) to {until} (version {new.version})."
    return _plain(f"{title}\n\n{head}\n\n{_bullets(changes(old, new)) or 'Nothing.'}")


def explained(code: str) -> str:
    """The page of a code: what is asked, why, and what to do."""
    from curricula.codes import explanations

    known = explanations().get(code)
    return known.markdown() if known else "Nothing more is known about this code."


def _bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _plain(markdown: str) -> str:
    return text(markdown).plain
