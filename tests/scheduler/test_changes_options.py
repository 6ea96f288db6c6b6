"""Changes typed on a command line: what each form means, and what is said of one that cannot be read."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tiny import CLINIC, WEEK, moment, week

from scheduler.cli.options import EXAMPLES, misplaced, read_moment, read_options
from scheduler.mend.changes import Absent, Admitted, Away, Cancelled, Change, Closed, Discharged
from scheduler.week import WEEK as MINUTES

TODAY = WEEK.date(1)
WEDNESDAY = (moment("wed 00:00"), moment("thu 00:00"))
REST = WEEK.moment(MINUTES)


@pytest.mark.parametrize(
    ("option", "text", "change"),
    [
        ("--away", "t1@2026-11-25", Away("t1", *WEDNESDAY)),
        ("--away", "t1@wed", Away("t1", *WEDNESDAY)),
        ("--away", " t1 @ Wednesday ", Away("t1", *WEDNESDAY)),
        ("--away", "t1@2026-11-24..2026-11-25", Away("t1", moment("tue 00:00"), WEDNESDAY[1])),
        ("--away", "t1@tue..wed", Away("t1", moment("tue 00:00"), WEDNESDAY[1])),
        ("--away", "t1@wed 14:00", Away("t1", moment("wed 14:00"), REST)),
        ("--away", "t1@2026-11-25T14:00", Away("t1", moment("wed 14:00"), REST)),
        ("--away", "t1@2026-11-25 14:00:00", Away("t1", moment("wed 14:00"), REST)),
        ("--away", "t1@wed..", Away("t1", WEDNESDAY[0], REST)),
        ("--away", "t1@wed 14:00..wed", Away("t1", moment("wed 14:00"), WEDNESDAY[1])),
        ("--away", "t1@wed 14:00..wed 24:00", Away("t1", moment("wed 14:00"), WEDNESDAY[1])),
        ("--absent", "A@2026-11-25T8:00..wed 9:30", Absent("A", moment("wed 08:00"), moment("wed 09:30"))),
        ("--close", "room-1@wed", Closed("room-1", *WEDNESDAY)),
        ("--close", "a@b@wed", Closed("a@b", *WEDNESDAY)),
        ("--admit", "P-101", Admitted("P-101")),
        ("--discharge", "A", Discharged("A", TODAY)),
        ("--discharge", "A@2026-11-27", Discharged("A", date(2026, 11, 27))),
        ("--cancel", "process@2026-11-25T09:00", Cancelled("process", moment("wed 09:00"))),
        ("--cancel", "process@WED 9:00", Cancelled("process", moment("wed 09:00"))),
        ("--away", "t1@9999-12-31", Away("t1", datetime(9999, 12, 31), datetime(9999, 12, 31, 23, 59))),
        ("--away", "t1@wed..9999-12-31 24:00", Away("t1", WEDNESDAY[0], datetime(9999, 12, 31, 23, 59))),
    ],
)  # fmt: skip
def test_each_form(option: str, text: str, change: Change) -> None:
    asked, refused = read_options([(option, text)], WEEK, TODAY)
    assert refused == []
    assert [one.change for one in asked] == [change]


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--away", "t1", "it does not say when"),
        ("--away", "t1@", "it does not say when"),
        ("--away", "@wed", "nobody and nothing is named"),
        ("--away", "", "nobody and nothing is named"),
        ("--away", "t1@2026-11-31", "there is no day `2026-11-31`"),
        ("--away", "t1@tomorrow", "`tomorrow` is not a weekday; use mon, tue"),
        ("--away", "t1@25.11.2026", "`25.11.2026` is not a date"),
        ("--away", "t1@wed 8", "`wed 8` is not a date"),
        ("--away", "t1@wed 25:00", "'25:00' is not a time of day"),
        ("--away", "t1@..wed", "it does not say when"),
        ("--away", "t1@2026-11-25T08:00Z", "is not a date"),
        ("--admit", "P-101@wed", "an admission has no date here"),
        ("--discharge", "A@wed 12:00", "the last day is a day, without a time"),
        ("--cancel", "process", "it does not say when"),
        ("--cancel", "process@wed", "`wed` is a whole day; a session has a start"),
    ],
)
def test_what_cannot_be_read(option: str, text: str, message: str) -> None:
    asked, refused = read_options([(option, text)], WEEK, TODAY)
    assert asked == []
    assert len(refused) == 1
    assert refused[0].message.startswith(message) or message in refused[0].message
    assert str(refused[0]).endswith(f"hint: write {option} {EXAMPLES[option]}")


def test_all_are_told_at_once_and_the_good_ones_kept() -> None:
    given_ = [("--away", "t1@wed"), ("--away", "t2"), ("--admit", "\x1b[31mP@x"), ("--close", "room-1@fri")]
    asked, refused = read_options(given_, WEEK, TODAY)
    assert [one.text for one in asked] == ["t1@wed", "room-1@fri"]
    assert [str(one).partition(":")[0] for one in refused] == ["--away t2", "--admit [31mP@x"]


def test_names_and_times_that_the_clinic_and_the_week_do_not_have() -> None:
    given_ = [
        ("--away", "A@wed"),
        ("--absent", "A@2026-12-24"),
        ("--close", "room1@wed"),
        ("--cancel", "process@tue 09:00"),
        ("--cancel", "proces@wed 09:00"),
        ("--admit", "A"),
        ("--admit", "D"),
    ]
    asked, _ = read_options(given_, WEEK, TODAY)
    assert [str(one).split("\n  hint: ") for one in misplaced(CLINIC, week(), asked)] == [
        ["--away A@wed: there is no therapist `A`", "A is a patient; that goes under `absent`"],
        [
            "--absent A@2026-12-24: 2026-12-24 is not in week 2026-W48",
            "the timetable's week is 2026-11-23 to 2026-11-29",
        ],
        ["--close room1@wed: there is no room `room1`", "did you mean `room-1`?"],
        [
            "--cancel process@tue 09:00: process does not meet Tuesday 09:00",
            "it meets Monday 09:00, Wednesday 09:00",
        ],
        ["--cancel proces@wed 09:00: there is no group `proces`", "did you mean `process`?"],
        ["--admit A: A is in the timetable already", "take this out"],
    ]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda m: m.replace(second=0, microsecond=0))
)
def test_every_moment_is_read_as_it_is_written(when: datetime) -> None:
    assert read_moment(f"{when:%Y-%m-%dT%H:%M}", WEEK) == when
    assert read_moment(f"{when:%Y-%m-%d}", WEEK) == when.date()


@example("--absent", "\n0")
@given(st.sampled_from(sorted(EXAMPLES)), st.text(max_size=30))
def test_nothing_that_is_typed_raises(option: str, text: str) -> None:
    asked, refused = read_options([(option, text)], WEEK, TODAY)
    assert len(asked) + len(refused) == 1
    misplaced(CLINIC, week(), asked)
    assert all("\n" not in str(one).partition("\n  hint: ")[0] for one in refused)
