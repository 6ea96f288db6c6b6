"""Digests of sessions: views from them are those of a full replay, and none outlives its entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from facilitator.desk import Desk
from facilitator.events import Arrived, Entry, SessionEnded, Undone, session_stream
from facilitator.live.digest import Digest, digest, read, written
from facilitator.live.session import replay
from facilitator.records.connection import writing
from facilitator.records.kept import Kept
from facilitator.records.schema import META
from facilitator.records.store import Record
from facilitator.sample.demo import make
from facilitator.tui.today.sheet import sheet
from scheduler.files import load_clinic

NOW = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    made = make(tmp_path_factory.mktemp("kept") / "clinic", NOW)
    yield made
    made.close()


def desk(record: Record) -> Desk:
    config, _ = load_clinic(record.places.clinic)
    assert config is not None
    return Desk(record.places.clinic, config, record, clock=lambda: NOW)


def seen(desk: Desk) -> object:
    """Everything that lists draw from the desk."""
    people = {p.id: (p, desk.been(p, desk.today()), desk.hours(p, desk.week())) for p in desk.people.values()}
    back = desk.today() - timedelta(days=400)
    return (
        desk.sessions, desk.opened, people, sheet(desk, everyone=True), desk.timetable(desk.week()),
        desk.held(back, desk.today()),
    )  # fmt: skip


def test_what_a_desk_shows_is_the_same_from_digests(record: Record) -> None:
    full = desk(record)
    everything = seen(full)
    full.keep()
    assert record.kept().seq == record.count()
    quick = desk(record)
    assert not quick._sessions, "no session was read to open"
    assert seen(quick) == everything


def test_entries_after_the_kept_ones_count_and_what_is_taken_back_does_not(record: Record) -> None:
    desk(record).keep()
    quick = desk(record)
    name = next(d.session for d in reversed(quick.opened) if d.ended and len(d.roster) > len(d.came))
    held = quick.header(name)
    assert held is not None
    absent = next(member for member in held.roster if member not in held.came)
    (entry,) = record.append(session_stream(name), Arrived(absent, held.starts))
    quick.catch_up()
    assert (later := quick.header(name)) is not None
    assert later.came.keys() - held.came.keys() == {absent}
    record.append(session_stream(name), Undone(entry.id))
    quick.catch_up()
    assert quick.header(name) == held
    assert seen(desk(record)) == seen(quick)


def test_digests_of_another_history_or_form_are_not_used(record: Record) -> None:
    full = desk(record)
    full.keep()
    kept = record.kept()
    with writing(record._live) as db:
        other = f"{kept.seq} {'0' * 64} {kept.form}"
        db.execute(sa.update(META).where(META.c.key == "digested").values(value=other))
    assert record.kept() == Kept(), "the entry they reach up to is another one"
    record.keep(Kept(kept.seq, "0", kept.rows))
    assert desk(record).opened == full.opened


def test_a_digest_is_one_line_that_can_be_read_again(record: Record) -> None:
    for name in desk(record).sessions[:5]:
        made = digest(desk(record).session(name))
        assert isinstance(made, Digest)
        assert read(written(made)) == made
        assert "\n" not in written(made)


def test_a_stream_without_an_opening_has_no_digest() -> None:
    assert digest(replay([Entry(1, "1", NOW, "t1", "session:s", SessionEnded(NOW))])) is None
