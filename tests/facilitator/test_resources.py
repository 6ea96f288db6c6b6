"""The resource list and the on-call sheet: read from plain files, every mistake at its place."""

from __future__ import annotations

from pathlib import Path

from facilitator.resources import by_kind, load, named, on_call_page

LIST = """
format = 1
[[resources]]
name = "Harbor House"
kind = "housing"
phone = "555-0101"
[[resources]]
name = "Bread Line"
kind = "food"
[[on_call]]
when = "nights & weekends"
who = "on-call <clinician>"
phone = "555-0100"
"""


def test_a_list_is_read_by_kind_and_its_sheet_is_plain_and_escaped(tmp_path: Path) -> None:
    assert load(tmp_path) == (load(tmp_path)[0], [])
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources/a.toml").write_text(LIST)
    found, problems = load(tmp_path)
    assert problems == []
    assert [each.name for each in by_kind(found)] == ["Bread Line", "Harbor House"]
    house = named(found, " harbor  HOUSE ")
    assert house is not None
    assert house.phone == "555-0101"
    assert named(found, "Harbor") is None
    page = on_call_page(found, "Riverside <IOP>")
    assert "on-call &lt;clinician&gt;" in page
    assert "nights &amp; weekends" in page
    assert "Riverside &lt;IOP&gt;" in page


def test_every_mistake_is_said_at_its_place_and_other_files_still_count(tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources/a.toml").write_text(LIST)
    (tmp_path / "resources/b.toml").write_text('format = 1\n[[resources]]\nname = "X"\nphon = "1"\n')
    (tmp_path / "resources/c.toml").write_text("format = [")
    found, problems = load(tmp_path)
    assert len(found.resources) == 2
    said = [f"{Path(each.file).name}:{each.line}:{each.column} {each.message}" for each in problems]
    assert any("b.toml:4:1" in each and "phon" in each for each in said)
    assert any("b.toml:2:1" in each and "kind" in each for each in said)
    assert any("c.toml:1" in each for each in said)
