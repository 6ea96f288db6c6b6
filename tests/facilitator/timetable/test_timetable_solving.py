"""The solver at work behind the screen, for real: found, stopped, left, locked, quit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from driving import opened, rows, shown, tap, told, until, written
from pace import on_a_busy_machine
from riverfront import BEFORE, CHEAP, NOW, PASSPHRASE, WEEK, app_on, by_hand, drafted
from textual.events import Key
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import Admitted, WeekDrafted, patient_stream
from facilitator.records.store import Record
from facilitator.sample.cast import clinic as harbor
from facilitator.sample.cast import initials
from facilitator.tui.timetable.screen import TimetableScreen
from facilitator.tui.timetable.solving import Finished, Progressed, Run
from scheduler.timetable import Session
from scheduler.validate import validate

SIZE = (120, 36)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Desk]:
    """A desk on the sample clinic: 41 people, which keep the solver busy for a while."""
    template = harbor("America/Chicago")
    record, _ = Record.create(tmp_path / "large", "t1", PASSPHRASE, cost=CHEAP)
    for patient, short in zip(template.patients, initials(len(template.patients)), strict=True):
        admitted = evolve(patient, admitted=date(2026, 11, 2))
        record.append(patient_stream(patient.id), Admitted(admitted, short), at=NOW)
    yield Desk(tmp_path, evolve(template, patients=()), record, clock=lambda: NOW)
    record.close()


async def test_a_small_week_is_solved_to_the_end_and_kept(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is None and screen.view.timetable is not None)
        assert validate(screen.view.clinic, screen.view.timetable, screen.view.previous).valid  # type: ignore[arg-type]
        assert screen.view.unmet_minutes == 60
        assert screen.view.proven
        assert "unmet 1:00 (proven least) · 0 changes" in shown(app)
        assert rows(screen, "unmet")[0].startswith("F.K.  individual 1:00 h")
        (fact,) = written(screen)
        assert isinstance(fact, WeekDrafted)
    again = Desk(desk.folder, desk.config, desk.record, clock=lambda: NOW)
    async with app_on(again).run_test(size=SIZE) as pilot:
        reopened = await opened(pilot)
        assert reopened.view.timetable == screen.view.timetable
        assert reopened.view.proven


async def test_the_next_solve_goes_round_the_pins(desk: Desk) -> None:
    timetable = by_hand()
    drafted(desk, timetable)
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        screen.grid.show_band("office-1")
        await pilot.press("m", "right", "right", "right", "right", "enter")
        await pilot.pause()
        moved = screen.grid.item
        assert moved is not None
        assert not isinstance(moved, Session)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is None)
        assert screen.view.timetable is not None
        assert moved in screen.view.timetable.appointments
        assert moved in screen.view.pinned
        assert screen.view.report.score.changes == 1


async def test_stop_keeps_the_best_so_far_and_does_not_wait_for_the_solver(large: Desk) -> None:
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is not None and screen._run.best is not None)
        assert "solving 0:" in shown(app)
        assert "best so far" in shown(app)
        best = screen._run.best  # type: ignore[union-attr]
        began = time.monotonic()
        screen.action_stop()
        while screen._run is not None:
            await asyncio.sleep(0.005)
        took = time.monotonic() - began
        print(f"stopped in {took:.3f} s")
        assert took < on_a_busy_machine(1)  # a quarter of a second alone
        assert best is not None
        assert screen.view.unmet_minutes <= best.unmet_minutes
        assert screen.view.report.valid
        assert len(written(screen)) == 1


async def test_the_screen_answers_while_the_solver_works(large: Desk) -> None:
    """Measured on the event loop itself: the pilot waits for an idle processor, which there is none."""
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is not None and screen._run.best is not None)
        waits = []
        for key in ("v", "down", "right", "v", "tab", "tab", "[", "]") * 6:
            app.post_message(
                Key({"[": "left_square_bracket", "]": "right_square_bracket"}.get(key, key), None)
            )
            began = time.monotonic()
            await asyncio.sleep(0.02)
            waits.append(time.monotonic() - began - 0.02)
        print(f"event loop late by {sorted(waits)[len(waits) // 2]:.3f} s, at most {max(waits):.3f} s")
        assert sorted(waits)[len(waits) // 2] < on_a_busy_machine(0.25)  # milliseconds alone
        assert screen._run is not None
        await until(pilot, lambda: screen.view.week == WEEK)
        screen.action_pin()
        await until(pilot, lambda: "The solver works on this week" in told(app))
        screen.action_stop()
        await until(pilot, lambda: screen._run is None)


async def test_another_workspace_may_be_used_meanwhile_and_the_result_is_announced(
    large: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimetableScreen, "solve_seconds", 5.0)
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s", "1")
        await until(pilot, lambda: "Week 48 is solved: 2 shows it." in told(app))
        assert len(written(screen)) == 1


async def test_quitting_in_the_middle_does_not_wait(large: Desk) -> None:
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is not None and screen._run.best is not None)
        run = screen._run
        assert run is not None
        began = time.monotonic()
        await tap(app, "ctrl+q")
    took = time.monotonic() - began
    print(f"quit in {took:.3f} s")
    assert run.stopped.is_set()
    assert took < 10  # without stopping the solver it would be a minute


async def test_quitting_from_elsewhere_stops_the_solver_too(large: Desk) -> None:
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is not None)
        run = screen._run
        assert run is not None
        await tap(app, "1", "ctrl+q")
    assert run.stopped.is_set()


@pytest.mark.parametrize("workspace", ["2", "1"], ids=["here", "elsewhere"])
async def test_locking_stops_the_solver_and_unlocking_keeps_what_it_found(
    large: Desk, workspace: str
) -> None:
    app = app_on(large)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: screen._run is not None and screen._run.best is not None)
        await tap(app, workspace, "ctrl+l")
        await until(pilot, lambda: screen._run is None)
        await until(pilot, lambda: large.record.locked)  # type: ignore[attr-defined]
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: not app.locked)
        await pilot.press("2")
        await until(pilot, lambda: len(written(screen)) == 1)
        await until(pilot, lambda: "draft, not published" in shown(app))


async def test_a_solver_that_fails_leaves_the_week_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import scheduler.apart

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("P-1 and other words that nobody should see")

    drafted(desk, by_hand())
    monkeypatch.setattr(scheduler.apart, "solve_apart", fails)
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: "The solver failed (RuntimeError). The week is as it was." in told(app))
        assert "other words" not in told(app)
        assert screen.view.timetable == by_hand()
        assert len(written(screen)) == 1


async def test_an_answer_that_breaks_a_rule_is_never_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import scheduler.apart
    from scheduler.progress import Improved

    good = by_hand()
    wrong = evolve(good, sessions=tuple(evolve(s, leaders=()) for s in good.sessions))

    def careless(*_: object, listener: object, **__: object) -> object:
        listener(Improved(good.score, good, 0.1))  # type: ignore[operator]
        listener(Improved(wrong.score, wrong, 0.2))  # type: ignore[operator]
        return scheduler.apart.Outcome(wrong, 0.3)

    monkeypatch.setattr(scheduler.apart, "solve_apart", careless)
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "s")
        await until(pilot, lambda: "broke a rule and was put aside" in told(app))
        assert screen.view.timetable == good


async def test_a_week_that_is_over_is_not_solved_and_one_that_began_is_asked_about(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("left_square_bracket", "s")
        await pilot.pause()
        assert "has begun" in shown(app)
        await pilot.press("n", "left_square_bracket", "s")
        await pilot.pause()
        assert "is over" in told(app)
        assert screen._run is None
        assert screen.view.week == BEFORE.shifted(-1)


def test_a_newer_report_takes_the_place_of_an_older_one_of_the_same_run(desk: Desk) -> None:
    from facilitator.timetabling.versions import History
    from facilitator.timetabling.view import week_view

    view = week_view(WEEK, desk.clinic(WEEK), desk.people, History(), None, by_hand())
    one, other = (Run(view, lambda _: view, 60) for _ in range(2))
    assert Progressed(one, "b", 1).can_replace(Progressed(one, "a", None))
    assert not Progressed(one, "b", 1).can_replace(Progressed(other, "a", None))
    assert not Progressed(one, "b", 1).can_replace(Finished(one, None))


def test_what_a_run_says_of_itself(desk: Desk) -> None:
    from facilitator.timetabling.versions import History
    from facilitator.timetabling.view import week_view

    view = week_view(WEEK, desk.clinic(WEEK), desk.people, History(), None, by_hand())
    run = Run(view, lambda _: view, 60, prescribed=2520, began=time.monotonic() - 74)
    assert run.says() == "solving 1:14 · starting"
    run.best, run.unmet_bound = view, 0
    assert run.says() == "solving 1:14 · gap 2.4 %"
    run.unmet_bound = 60
    assert run.says() == "solving 1:14 · gap 0 %"
    run.stop()
    assert run.says().startswith("stopping")
