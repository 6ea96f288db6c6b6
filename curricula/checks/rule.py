"""What every check is made of: a code, a sentence, what to do, and a function that finds."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import field, frozen

from curricula.diagnostics import Severity
from curricula.module import Module, Session
from curricula.paths import KeyPath


@frozen
class Finding:
    """One thing found. `path` leads to the value; `words` are those within it that matter."""

    path: KeyPath
    message: str
    hint: str = ""
    words: str = ""


@frozen
class Subject:
    """What a check looks at. Checks of one session get the session as well.

    `folder` holds the module's handout files; None for text that is in no folder. `shelf` has the modules
    that were read together with this one, by their ids.
    """

    module: Module
    folder: Path | None = None
    shelf: Mapping[str, Module] = field(factory=dict)
    credentials: frozenset[str] = frozenset()  # those that the clinic's therapists have


SessionCheck = Callable[[Session, Subject], Iterator[Finding]]
ModuleCheck = Callable[[Subject], Iterator[Finding]]


@frozen(kw_only=True)
class Rule:
    """A rule that modules are held to.

    `sentence` says what is asked, `why` what it is good for, `hint` what to do when it is broken. `session`
    looks at one session (its paths start there), `module` at the whole, `shelf` at the whole among the
    modules that were read together, `clinic` at the whole in a clinic; a rule has at least one of them.
    """

    code: str
    name: str
    sentence: str
    why: str
    hint: str
    severity: Severity = Severity.ERROR
    session: SessionCheck | None = None
    module: ModuleCheck | None = None
    shelf: ModuleCheck | None = None
    clinic: ModuleCheck | None = None
