"""What differs between two versions of a module, said once each."""

import os
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest
from sound_module import SOUND

from curricula.changes import changes
from curricula.diagnostics import BadInput
from curricula.history import module_at
from curricula.library import shipped
from curricula.module import Module
from curricula.reading import read_source
from curricula.source import Source


def module(*replacements: tuple[str, str]) -> Module:
    text = SOUND
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    found = read_source(Source.parse(text, "<text>")).module
    assert found
    return found


@pytest.mark.parametrize(
    ("replacement", "said"),
    [
        (('title = "Base"', 'title = "Basis"'), ['Title is "Basis" now, was "Base".']),
        (("max = 12", "max = 10"), ["In `group_size`: max is 10 now, was 12."]),
        (("minutes = 12", "minutes = 9"), ['In session "One", step "In": minutes is 9 now, was 12.']),
        (
            ('label = "Work"', 'label = "Pairs"'),
            ['In session "One", step "Work": label is "Pairs" now, was "Work".'],
        ),
        (
            ('"Name one thing"', '"Name two things"'),
            [
                'In session "One": objectives has lost "Name one thing".',
                'In session "One": objectives has gained "Name two things".',
            ],
        ),
        (
            ("We go out.", "We stay in."),
            [
                'In session "One", handout "Page": body no longer says "We go out.".',
                'In session "One", handout "Page": body says now "We stay in.".',
            ],
        ),
        (
            ('id = "two"', 'id = "second"'),
            ['Session "Two" is gone.', 'Session "Two" is new, 20 minutes.'],
        ),
    ],
)
def test_each_difference_is_one_sentence(replacement: tuple[str, str], said: list[str]) -> None:
    assert list(changes(module(), module(replacement))) == said


def test_order_counts() -> None:
    old = module()
    new = attrs.evolve(old, sessions=old.sessions[::-1])
    assert changes(old, new) == ("The sessions stand in another order.",)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_module_does_not_differ_from_itself_and_every_change_is_seen(name: str) -> None:
    same = shipped()[name]
    assert changes(same, same) == ()
    for field in attrs.fields(Module):
        changed: Any = {str: "other", tuple: (), type(None): None}.get(type(getattr(same, field.name)))
        if changed is not None and changed != getattr(same, field.name):
            assert changes(same, attrs.evolve(same, **{field.name: changed}))


def test_a_module_as_it_was_committed_by_a_day(tmp_path: Path) -> None:
    def git(*words: str, day: str = "2026-11-01") -> None:
        stamp = {"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
        who = {f"GIT_{part}_{what}": "a@b" for part in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", *words], cwd=tmp_path, env={**os.environ, **stamp, **who}, check=True)

    path = tmp_path / "base.toml"
    path.write_text(SOUND)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    path.write_text(SOUND.replace('title = "Base"', 'title = "Basis"'))
    git("commit", "-qam", "two", day="2026-11-10")
    path.write_text("broken =")
    assert module_at(f"{path}@2026-11-09").title == "Base"
    assert module_at(f"{path}@2026-11-10").title == "Basis"
    for name, message in (
        (f"{path}@2026-10-31", "nothing of it was committed by 2026-10-31"),
        (f"{path}@2026-13-31", "2026-13-31 is no day"),
        (f"{path}@yesterday", "no such file"),
        (f"{tmp_path}/none/base.toml@2026-11-10", "no such folder"),
    ):
        with pytest.raises(BadInput) as bad:
            module_at(name)
        assert [d.message for d in bad.value.diagnostics] == [message]
