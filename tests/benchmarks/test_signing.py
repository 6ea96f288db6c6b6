"""A group of ten is signed in fewer keys than promised, and the benchmark counts them as it says."""

from __future__ import annotations

from pathlib import Path

from benchmarks.signing import MOST, signed
from facilitator.records.slots import Cost


async def test_a_group_of_ten_is_signed_in_under_forty_keys(tmp_path: Path) -> None:
    keys, seconds = await signed(tmp_path / "clinic", each=False, cost=Cost(time=1, memory=8, lanes=1))
    assert keys < MOST
    assert seconds > 0
