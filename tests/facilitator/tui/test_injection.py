"""Text from outside is text everywhere: no markup runs, nothing steers the terminal, nothing breaks."""

from __future__ import annotations

import io
import re
from pathlib import Path

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looking import settled, shown
from riverside import CHEAP, CONFIG, MODULE, NOW, PASSPHRASE, entrance, history
from textual.content import Content
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import Admitted, Covered, Discharged, Fact, SessionOpened, patient_stream
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.idle import Idle
from facilitator.tui.text import line, text
from facilitator.tui.widgets.week_painter import WeekPainter

EVIL = "\x1b]2;owned\x07[@click=app.quit()]x[/] [/] [red]\x1b[2J\x9b31m\u202e[$primary\\"
PLAIN = "]2;owned[@click=app.quit()]x[/] [/] [red][2J31m[$primary\\"


def hostile(folder: Path) -> Desk:
    """A clinic in which every name, id, reason and title is hostile."""
    record, _ = Record.create(folder, "t1", PASSPHRASE, name=EVIL, cost=CHEAP)
    record.append_many((stream, spoiled(fact), at, who) for stream, fact, at, who in history())
    config = evolve(CONFIG, name=EVIL, therapists=tuple(evolve(t, name=EVIL) for t in CONFIG.therapists))
    module = evolve(MODULE, title=EVIL, sessions=tuple(evolve(s, title=EVIL) for s in MODULE.sessions))
    return Desk(folder, config, record, modules={MODULE.id: module}, clock=lambda: NOW)


def spoiled(fact: Fact) -> Fact:
    """`fact` with hostile words wherever it has words."""
    match fact:
        case Admitted():
            asked = evolve(fact.patient, therapist=EVIL, apart=frozenset({EVIL}))
            return evolve(fact, initials=EVIL[:30], name=EVIL, goals=(EVIL,), patient=asked)
        case Discharged():
            return evolve(fact, reason=EVIL)
        case Covered():
            return evolve(fact, where=EVIL)
        case SessionOpened():
            return evolve(fact, group_title=EVIL, title=EVIL, room=EVIL)
    return fact


def raw(app: Openchair) -> str:
    """What the terminal would be sent for the whole screen, without the sequences that set colours."""
    out = io.StringIO()
    for strip in app.screen._compositor.render_strips(app.size):
        out.write(strip.render(app.console))
    return re.sub(r"\x1b\[[0-9;:]*m", "", out.getvalue())


async def test_no_field_of_the_record_steers_the_terminal_or_runs(tmp_path: Path) -> None:
    desk = hostile(tmp_path / "clinic")
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0), greeting=EVIL)
    dialogs = [["x"], ["escape"], ["t"], ["escape"], ["question_mark"], ["escape"]]
    person = [["3"], ["f"], ["enter"], ["c"], ["escape"], ["d"], ["escape"], ["escape"]]
    seen = ""
    async with app.run_test(size=(120, 60)) as pilot:
        for keys in [[], *dialogs, *person, ["ctrl+p", *"own"], ["escape"], ["1"], ["enter"]]:
            await pilot.press(*keys)
            await settled(pilot)
            drawn = raw(app)
            assert not set("\x1b\x07\x9b\u202e") & set(drawn), keys
            assert app.is_running
            seen += drawn
    assert seen.count("[@click=app.quit()]") > 20
    assert not app.fault
    desk.record.close()  # type: ignore[attr-defined]


async def test_hostile_words_typed_into_every_field_are_shown_and_stored_as_words(tmp_path: Path) -> None:
    desk = hostile(tmp_path / "clinic")
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3", "a")
        await settled(pilot)
        for field in app.screen.query(Input):
            field.value = EVIL
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert not set("\x1b\x07\x9b\u202e") & set(raw(app))
        empty = dict.fromkeys(("track", "language", "therapist", "prescriber", "discharge", "apart"), "")
        given_day = {"admitted": "2026-11-25", "level": "iop", "band": "adult"}
        good = {**empty, **given_day, "id": "P-777", "initials": "[/]"}
        for name, words in good.items():
            app.screen.query_one(f"#field-{name}", Input).value = words
        painter = app.screen.query_one(WeekPainter)
        painter.focus()
        await pilot.press("f")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "[/]" in shown(app)
    fact = desk.record.read(patient_stream("P-777"))[0].fact
    assert isinstance(fact, Admitted)
    assert fact.name == PLAIN
    desk.record.close()  # type: ignore[attr-defined]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(alphabet=st.sampled_from("[]/@=$\\ab \n\t\x1b\x07\u202e\u200dé👩"), max_size=60))
def test_text_is_never_markup_and_never_steers(words: str) -> None:
    for content in (text(words), line(words), line(words, width=10)):
        assert isinstance(content, Content)
        assert content.spans == []
        assert not set("\x1b\x07\u202e") & set(content.plain)
    assert "\n" not in line(words).plain
    assert line(words, width=10).cell_length <= 10
