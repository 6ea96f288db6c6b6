"""A session or a process format as Markdown, for the terminal and for the app's preview."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

from curricula.handouts import handout_text
from curricula.module import Handout, Module, Round, Segment, Session, Situation

IF_SHORT = {"keep": "", "shrink": "shorten", "drop": "leave out"}


def module_preview(module: Module, folder: Path | None = None) -> str:
    """The whole module: what it is, then its sessions or its rounds and situations."""
    head = _join(f"# {module.title}", module.summary, _facts(module))
    references = _join(*_bullets("References", module.references))
    if module.is_process:
        return _join(head, process_body(module), references)
    sessions = [session_preview(s, folder) for s in module.sessions]
    return _join(head, *_at_hand(module), _contents(module), *sessions, references)


def module_overview(module: Module) -> str:
    """What a module is, and its sessions in a line or two each: quick to show, however long the module is."""
    return _join(
        f"## {module.title}",
        module.summary,
        _facts(module),
        *_at_hand(module),
        _contents(module),
        *_bullets("References", module.references),
    )


def _contents(module: Module) -> str:
    return "\n".join(
        f"- **{s.title}** (`{s.id}`), {s.minutes} min. {_sentence(s.teaches)}".rstrip()
        for s in module.sessions
    )


def session_preview(session: Session, folder: Path | None = None, module: Module | None = None) -> str:
    """One session as a facilitator reads it before group, with what its `module` says of every session."""
    return _join(
        f"## {session.title}",
        session_body(session, module),
        *(_handout(h, folder) for h in session.handouts),
    )


def session_body(session: Session, module: Module | None = None) -> str:
    """What a facilitator holds of a session: all but its title and the pages that people take home."""
    materials, cautions = (module.materials, module.cautions) if module else ((), ())
    return _join(
        f"{session.minutes} minutes · {session.requirement}{_companion(session)}",
        *_bullets("By the end, people", session.objectives),
        *_bullets("Have ready", (*materials, *session.materials)),
        *_bullets("Take care", (*cautions, *session.cautions)),
        "### Agenda",
        _timetable(session.agenda),
        *(_step(number, step) for number, step in enumerate(session.agenda, start=1)),
        *_homework(session),
        *_variants(session),
    )


def process_preview(module: Module) -> str:
    """A process format as a facilitator reads it before group."""
    return _join(f"## {module.title}", f"{module.minutes} minutes", process_body(module))


def process_body(module: Module) -> str:
    """Norms, rounds and situations of a process format."""
    return _join(
        *_bullets("We agree", module.norms),
        *_bullets("Themes", module.themes),
        *_at_hand(module),
        "### Rounds",
        _timetable(module.rounds),
        *(_step(number, step) for number, step in enumerate(module.rounds, start=1)),
        "### When it happens" if module.situations else "",
        *(_situation(s) for s in module.situations),
    )


def _at_hand(module: Module) -> Iterable[str]:
    """What a module asks for every time, whatever session or round it is."""
    yield from _bullets("Have ready", module.materials)
    yield from _bullets("Take care", module.cautions)


def _timetable(steps: Sequence[Segment | Round]) -> str:
    """When each step begins and ends, counted from the start of the session."""
    if not steps:
        return ""
    ends = list(accumulate(step.minutes for step in steps))
    rows = (
        f"| {_clock(end - step.minutes)} | {_clock(end)} | {_cell(step.label)} | {IF_SHORT[step.if_short]} |"
        for step, end in zip(steps, ends, strict=True)
    )
    return "\n".join(["| From | To | Step | Time is short |", "|---:|---:|---|---|", *rows])


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _cell(text: str) -> str:
    """Words that stay inside one cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def _step(number: int, step: Segment | Round) -> str:
    turn = f"{step.per_person_minutes:g} min each" if step.per_person_minutes else ""
    short = f"{IF_SHORT[step.if_short]} if time is short" if IF_SHORT[step.if_short] else ""
    facts = ", ".join(filter(None, [f"{step.minutes} min", step.kind, turn, short]))
    return _join(
        f"#### {number}. {step.label} ({facts})",
        step.content.strip(),
        "\n".join(f"- {p}" for p in step.prompts),
        "\n".join(f"> {q}" if n == 0 else f">\n> {q}" for n, q in enumerate(step.questions)),
    )


def _situation(situation: Situation) -> str:
    prompts = "\n".join(f"- {p}" for p in situation.prompts)
    return _join(f"#### {situation.title} ({situation.kind})", situation.content.strip(), prompts)


def _handout(handout: Handout, folder: Path | None) -> str:
    try:
        body = handout_text(handout, folder)
    except (OSError, ValueError):
        body = f"*The file `{handout.file}` cannot be read.*"
    return _join(f"### Handout: {handout.title}", body.strip())


def _homework(session: Session) -> Iterable[str]:
    if session.homework:
        yield "### Until next time"
        yield session.homework.body.strip()
        if session.homework.due:
            yield f"Due: {session.homework.due}"


def _variants(session: Session) -> Iterable[str]:
    named = {
        "By video": session.variants.telehealth,
        "When time is short": session.variants.short,
        "For someone who joins today": session.variants.newcomer_recap,
    }
    return (f"### {title}\n\n{text.strip()}" for title, text in named.items() if text.strip())


def _facts(module: Module) -> str:
    size = module.group_size
    return (
        f"`{module.id}` {module.version} · {module.kind} · {module.status} · joined at {module.entry}"
        f" · {size.min} to {size.max} people, best {size.ideal}{_by(module)}"
    )


def _by(module: Module) -> str:
    names = ", ".join(module.authors)
    return "".join([f" · by {names}" if names else "", f" · {module.license}" if module.license else ""])


def _companion(session: Session) -> str:
    return "" if session.co_facilitator == "none" else f" · co-facilitator {session.co_facilitator}"


def _sentence(topics: tuple[str, ...]) -> str:
    return f"Teaches {', '.join(topics)}." if topics else ""


def _bullets(title: str, items: tuple[str, ...]) -> Iterable[str]:
    if items:
        yield f"### {title}\n\n" + "\n".join(f"- {item}" for item in items)


def _join(*parts: str) -> str:
    return "\n\n".join(p for p in parts if p)
