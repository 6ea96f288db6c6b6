"""Units from minutes: the payer's rounding, the least of a day and of a group, a reason for every refusal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.packs.billing import Attended, Counted, count, quarters
from scheduler.packs.pack import BillingRule, Pack
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import shipped

START = datetime(2026, 11, 23, 18)
RULE = BillingRule(
    "H0005", frozenset({"process", "skills"}), "quarter-hour", "s", "2026", "mine", rounding="half"
)
GENERIC = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))


def by(*billing: BillingRule) -> Rules:
    return Rules((Pack("mine", "Mine", START.date(), billing=billing),))


def went(
    minutes: int, service: str = "process", present: int | None = 7, hour: int = 0, day: int = 0
) -> Attended:
    start = START + timedelta(days=day, hours=hour)
    return Attended("P-001", start, minutes, service, present, level="iop", ref=f"{service}-{hour}")


def units(counted: Counted) -> list[tuple[str, int]]:
    return [(line.code, line.units) for line in counted.lines]


def reasons(counted: Counted) -> list[tuple[str, str]]:
    return [(refused.code, refused.because) for refused in counted.refused]


@pytest.mark.parametrize(
    ("minutes", "down", "half", "up"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (7, 0, 0, 1), (8, 0, 1, 1), (15, 1, 1, 1), (22, 1, 1, 2), (23, 1, 2, 2),
     (37, 2, 2, 3), (38, 2, 3, 3), (52, 3, 3, 4), (53, 3, 4, 4), (67, 4, 4, 5), (90, 6, 6, 6)],
)  # fmt: skip
def test_quarter_hours(minutes: int, down: int, half: int, up: int) -> None:
    assert (quarters(minutes, "down"), quarters(minutes, "half"), quarters(minutes, "up")) == (down, half, up)


def test_minutes_of_a_day_add_up_or_are_rounded_one_by_one() -> None:
    attended = [went(20), went(20, "skills", hour=1)]
    assert units(count(attended, by(RULE))) == [("H0005", 3)]  # 40 minutes
    apart = count(attended, by(evolve(RULE, adds_up=False)))
    assert units(apart) == [("H0005", 2)]
    assert apart.lines[0].because == "20 + 20 minutes, each rounded half: 2 quarter hours"


def test_a_day_is_one_unit_from_its_least_minutes_on() -> None:
    rule = evolve(RULE, code="H0015", unit="day", minimum_minutes=180)
    assert units(count([went(90), went(90, hour=2)], by(rule))) == [("H0015", 1)]
    short = count([went(90), went(89, hour=2), went(60, day=1)], by(rule))
    assert units(short) == []
    assert reasons(short) == [
        ("H0015", "179 minutes on that day; H0015 begins at 180"),
        ("H0015", "179 minutes on that day; H0015 begins at 180"),
        ("H0015", "60 minutes on that day; H0015 begins at 180"),
    ]


def test_one_a_person_a_day_however_many_sessions() -> None:
    rule = evolve(RULE, code="90853", unit="person-day")
    assert units(count([went(50), went(50, hour=2)], by(rule))) == [("90853", 1)]
    other = evolve(went(50), person="P-002")
    assert units(count([went(50), other], by(rule))) == [("90853", 1), ("90853", 1)]


def test_sessions_are_counted_up_to_the_most_of_a_day() -> None:
    rule = evolve(RULE, unit="session", minimum_minutes=45, most_a_day=2)
    found = count([went(45), went(44, hour=1), went(60, hour=2), went(60, hour=4)], by(rule))
    assert units(found) == [("H0005", 2)]
    assert found.lines[0].because.endswith("at most 2 a day")
    assert reasons(found) == [("H0005", "44 minutes; H0005 begins at 45")]


def test_a_group_that_is_too_small_or_too_large_is_documented_and_not_billed() -> None:
    rule = evolve(RULE, group_min=2, group_max=12)
    found = count([went(60, present=1), went(60, present=13, hour=1), went(60, "skills", None, 2)], by(rule))
    assert units(found) == [("H0005", 4)]  # the one that is no group
    assert reasons(found) == [
        ("H0005", "1 present; H0005 begins at 2"), ("H0005", "13 present; H0005 ends at 12"),
    ]  # fmt: skip


def test_what_is_part_of_another_code_is_not_billed_beside_it() -> None:
    full = count([went(90), went(90, "skills", hour=2)], GENERIC)
    assert units(full) == [("H0015", 1)]
    assert {code for code, because in reasons(full) if because == "part of H0015 on that day"} == {
        "90853", "H0005", "H2014",
    }  # fmt: skip
    short = count([went(90)], GENERIC)
    assert units(short) == [("90853", 1), ("H0005", 6)]
    assert reasons(short) == [("H0015", "90 minutes on that day; H0015 begins at 180")]


def test_what_no_code_pays_is_said_so_and_no_minutes_are_no_unit() -> None:
    found = count([went(60, "mutual-help"), went(0), went(7, hour=2)], by(RULE))
    assert units(found) == []
    assert reasons(found) == [
        ("H0005", "no minutes attended"),
        ("H0005", "7 minutes; a unit of H0005 begins at 8"),
        ("", "no code of the packs pays mutual-help"),
    ]
    assert count([], by(RULE)) == Counted((), ())
    assert [r.because for r in count([went(60)], Rules()).refused] == ["no code of the packs pays process"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(went, st.integers(0, 300), st.sampled_from(["process", "skills", "mutual-help"]),
                       st.none() | st.integers(1, 40), st.integers(0, 4), st.integers(0, 2)), max_size=8),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_nothing_is_lost_and_order_does_not_matter(attended: list[Attended], chance: object) -> None:
    found = count(attended, GENERIC)
    told = [a for line in found.lines for a in line.services] + [r.attended for r in found.refused]
    assert set(attended) == set(told)
    for line in found.lines:
        assert 1 <= line.units <= sum(a.minutes for a in line.services) // 8 + 1
        assert line.because
    chance.shuffle(attended)  # type: ignore[attr-defined]
    again = count(attended, GENERIC)
    assert units(again) == units(found)
    assert sorted(reasons(again)) == sorted(reasons(found))
    for one in found.lines:
        assert one in found.of(one.person).lines
