"""C105: where people join in any week, at most two sessions stand in a row of prerequisites."""

from collections.abc import Iterator

from curricula.checks.prerequisites import chains
from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity

LONGEST = 2


def find(subject: Subject) -> Iterator[Finding]:
    """The end of each row that is too long."""
    module = subject.module
    if module.entry != "any-session":
        return
    found = chains(module)
    inner = {s.id for chain in found.values() for s in chain[:-1]}
    for number, session in enumerate(module.sessions):
        chain = found.get(session.id, ())
        if len(chain) > LONGEST and session.id not in inner:
            row = " → ".join(s.id for s in chain)
            yield Finding(("sessions", number, "requires"), f"{len(chain)} sessions must run in a row: {row}")


RULE = Rule(
    code="C105",
    name="long-prerequisites",
    severity=Severity.WARNING,
    sentence='With `entry = "any-session"`, at most two sessions must run in a row.',
    why="Whoever joins in mid-row waits for weeks until it begins again, and may leave before. The planner "
    "keeps any order, but the longer the row, the fewer people it reaches.",
    hint='give what is needed in a short recap instead, or choose entry = "module-start"',
    module=find,
)
