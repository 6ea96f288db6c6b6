"""C302: an objective says what one could see a person do (English only)."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

_OBSERVABLE = """
    accept act add admit agree answer apologize apologise apply arrange ask assign begin breathe
    bring build calculate call catch challenge change check choose circle classify collect color
    colour combine come compare complete contrast convert copy count create cut decide define delay
    demonstrate describe design develop differentiate discuss distinguish divide do draft draw end
    estimate evaluate examine explain express fill find finish follow formulate generate give go
    greet group guess hand hear help hold identify illustrate imagine indicate interpret interrupt
    interview introduce invite join judge keep label lay lead leave let link list listen locate look
    make map mark match measure meet mention model move name negotiate note notice observe offer
    open order organize organise outline paraphrase pass perform phone pick place plan play point
    practice practise predict prepare present produce propose put question rank rate reach read
    recall recite recognize recognise record refuse rehearse relate repeat rephrase replace report
    request respond restate retell reply ride role-play say schedule score select send separate set
    share show sign sit sketch slow solve sort speak spot stand start state stay step stop suggest
    summarize summarise take talk teach tell test text thank think throw time trace track translate
    try turn use visit voice wait walk watch welcome work write
"""
_VAGUE = """
    appreciate become believe consider discover enjoy explore familiarize familiarise feel gain
    grasp improve increase internalize internalise know learn realize realise reflect see understand
    value
"""
OBSERVABLE = frozenset(_OBSERVABLE.split())
VAGUE = frozenset(_VAGUE.split())


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each objective without a verb that can be seen."""
    if not subject.module.language.startswith("en"):
        return
    for number, objective in enumerate(session.objectives):
        words = objective.lower().replace(",", " ").replace(".", " ").split()
        if not words or words[0] in VAGUE or not OBSERVABLE.intersection(words):
            yield Finding(("objectives", number), f"nobody can see this: “{objective}”")


RULE = Rule(
    code="C302",
    name="unobservable-objective",
    severity=Severity.WARNING,
    sentence="An objective begins with a verb for something one can see or hear a person do.",
    why="“Understand triggers” cannot be noted as reached, “name three triggers” can. English only.",
    hint="begin with a verb such as name, list, show, practise, choose, say, write, plan",
    session=find,
)
