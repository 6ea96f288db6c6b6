"""Which pages a module has: one for each handout, and a guide for each session or process format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from attrs import frozen

from curricula.handouts import handout_text
from curricula.module import Handout, Module, Session
from curricula.preview import process_body, session_body

Kind = Literal["handout", "guide"]
KINDS: tuple[Kind, ...] = ("guide", "handout")


class Unreadable(ValueError):
    """A handout's file is of no use; the sentence says which and why."""


@frozen
class Sheet:
    """One page. `stem` names its file, without an ending; `body` is Markdown without the title."""

    stem: str
    kind: Kind
    title: str
    below: str  # a line under the title, or nothing
    body: str
    foot: str  # where the page is from, on what terms
    language: str = "en"

    @property
    def markdown(self) -> str:
        """The page as one text."""
        parts = (f"# {self.title}", self.below, self.body, f"---\n\n{self.foot}")
        return "\n\n".join(part for part in parts if part) + "\n"


def sheets(
    module: Module, folder: Path | None, session: str = "", kinds: tuple[Kind, ...] = KINDS
) -> tuple[Sheet, ...]:
    """The pages of a module, or of one session of it, in the order of the sessions. Raises Unreadable."""
    found = (
        sheet
        for each in module.sessions
        if session in ("", each.id)
        for sheet in (_guide(each, module), *_handouts(each, module, folder))
    )
    every = (_process_guide(module),) if module.is_process else tuple(found)
    return tuple(sheet for sheet in every if sheet.kind in kinds)


def _guide(session: Session, module: Module) -> Sheet:
    pages = "\n".join(f"- {h.title}" for h in session.handouts)
    body = session_body(session, module)
    return Sheet(
        stem=f"{session.id}-guide",
        kind="guide",
        title=session.title,
        below=f"Session guide · {module.title}",
        body=f"{body}\n\n### Pages to hand out\n\n{pages}" if pages else body,
        foot=_foot(module),
        language=module.language,
    )


def _process_guide(module: Module) -> Sheet:
    return Sheet(
        stem=f"{module.id}-guide",
        kind="guide",
        title=module.title,
        below=f"Group guide · {module.minutes} minutes",
        body=process_body(module),
        foot=_foot(module),
        language=module.language,
    )


def _handouts(session: Session, module: Module, folder: Path | None) -> Iterator[Sheet]:
    several = len(session.handouts) > 1
    for number, handout in enumerate(session.handouts, start=1):
        yield Sheet(
            stem=f"{session.id}-handout-{number}" if several else f"{session.id}-handout",
            kind="handout",
            title=handout.title,
            below="",
            body=_text(handout, folder).strip(),
            foot=_foot(module),
            language=handout.language or module.language,
        )


def _text(handout: Handout, folder: Path | None) -> str:
    try:
        return handout_text(handout, folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, UnicodeDecodeError):
            reason = "it is not UTF-8"
        raise Unreadable(f"the handout file `{handout.file}` cannot be used: {reason.lower()}") from None


def _foot(module: Module) -> str:
    """Module, version, authors and terms in one line, with the line that a source asks for."""
    by = ", ".join(module.authors)
    said = (f"{module.title} {module.version}", by, module.license, module.attribution)
    return " · ".join(part for part in said if part)
