"""C101: a process format has rounds, any other module has sessions."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject


def find(subject: Subject) -> Iterator[Finding]:
    """A part that does not belong to the module's kind, or the absence of the one that does."""
    module = subject.module
    if module.is_process:
        if module.sessions:
            yield Finding(
                ("sessions",), "a process format has no sessions", "give it [[rounds]], or another kind"
            )
        elif not module.rounds:
            yield Finding(
                (), "a process format needs [[rounds]]", "add an opening, an open floor and a closing"
            )
        return
    for part in ("rounds", "situations"):
        if getattr(module, part):
            message = f'[[{part}]] belong to a process format, and this module is "{module.kind}"'
            yield Finding((part,), message, 'give it [[sessions]], or kind = "process"')
    if not (module.sessions or module.rounds):
        yield Finding((), "the module has no [[sessions]]", "add a first session")


RULE = Rule(
    code="C101",
    name="kind-parts",
    sentence="A process format has rounds and situations; any other module has sessions.",
    why="A process group covers no topics: it is opened, held and closed.",
    hint="keep either the sessions or the rounds, and the kind that goes with them",
    module=find,
)
