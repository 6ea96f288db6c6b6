"""The rules that modules are held to, one file each, in the order of their codes.

A new rule is a new file with a `RULE`, a line here, and its test.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from curricula.checks import (
    after_core,
    agenda_minutes,
    authors,
    cautions,
    check_in,
    check_out,
    content_length,
    credentials,
    credit,
    handout_file,
    handout_grade,
    handout_outside,
    handout_text,
    kind_parts,
    lecture,
    licence,
    link_file,
    link_outside,
    objectives,
    order,
    pairs,
    per_person,
    prerequisite_chain,
    prerequisite_cycle,
    printed_link,
    process_rounds,
    process_situations,
    repeated_paragraph,
    repeated_topic,
    session_objectives,
    stay,
    stigma,
    topics,
    translation,
    untaught_session,
    variants,
)
from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Diagnostic
from curricula.module import Module, Session
from curricula.paths import KeyPath
from curricula.source import Source

CHECKS: tuple[Rule, ...] = (
    kind_parts.RULE,
    topics.RULE,
    pairs.RULE,
    prerequisite_cycle.RULE,
    prerequisite_chain.RULE,
    order.RULE,
    repeated_topic.RULE,
    stay.RULE,
    untaught_session.RULE,
    after_core.RULE,
    credentials.RULE,
    agenda_minutes.RULE,
    per_person.RULE,
    lecture.RULE,
    check_in.RULE,
    check_out.RULE,
    process_rounds.RULE,
    process_situations.RULE,
    session_objectives.RULE,
    objectives.RULE,
    content_length.RULE,
    repeated_paragraph.RULE,
    cautions.RULE,
    variants.RULE,
    handout_text.RULE,
    handout_outside.RULE,
    handout_file.RULE,
    handout_grade.RULE,
    link_outside.RULE,
    link_file.RULE,
    printed_link.RULE,
    stigma.RULE,
    licence.RULE,
    authors.RULE,
    credit.RULE,
    translation.RULE,
)


def check_module(module: Module, source: Source) -> list[Diagnostic]:
    """Hold a module to every rule."""
    subject = Subject(module, _folder(source))
    found = check_sessions({i: (s, module) for i, s in enumerate(module.sessions)}, source)
    for rule in CHECKS:
        if rule.module:
            found += _diagnostics(rule, rule.module(subject), (), source)
    return found


def check_shelf(module: Module, source: Source, shelf: Mapping[str, Module]) -> list[Diagnostic]:
    """Hold a module to the rules that look at the modules beside it; `shelf` has those, by their ids."""
    subject = Subject(module, _folder(source), shelf)
    return [d for r in CHECKS if r.shelf for d in _diagnostics(r, r.shelf(subject), (), source)]


def check_clinic(module: Module, source: Source, had: frozenset[str]) -> list[Diagnostic]:
    """Hold a module to the rules about the clinic that runs it, whose therapists have these credentials."""
    subject = Subject(module, _folder(source), credentials=had)
    return [d for r in CHECKS if r.clinic for d in _diagnostics(r, r.clinic(subject), (), source)]


def check_sessions(sessions: dict[int, tuple[Session, Module]], source: Source) -> list[Diagnostic]:
    """Hold sessions, by their number in the file, to the rules that look at one session alone."""
    found: list[Diagnostic] = []
    for number, (session, module) in sessions.items():
        subject = Subject(module, _folder(source))
        for rule in CHECKS:
            if rule.session:
                found += _diagnostics(rule, rule.session(session, subject), ("sessions", number), source)
    return found


def _diagnostics(
    rule: Rule, findings: Iterator[Finding], base: KeyPath, source: Source
) -> Iterator[Diagnostic]:
    for finding in findings:
        path = (*base, *finding.path)
        place = source.find(path, finding.words) if finding.words else source.span(path)
        yield place.problem(rule.code, finding.message, finding.hint or rule.hint, rule.severity)


def _folder(source: Source) -> Path | None:
    return None if source.file.startswith("<") else Path(source.file).parent
