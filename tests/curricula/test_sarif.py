"""SARIF 2.1.0: what code hosts and editors need to show a diagnostic beside its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from curricula.codes import explanations
from curricula.diagnostics import Diagnostic, format_all
from curricula.reading import read_paths
from curricula.sarif import uri


def run(diagnostics: list[Diagnostic]) -> dict[str, Any]:
    whole = json.loads(format_all(diagnostics, "sarif"))
    assert whole["version"] == "2.1.0"
    assert whole["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = whole["runs"]
    return dict(only)


def test_a_result_points_to_its_rule_and_its_place(tmp_path: Path, break_it, monkeypatch) -> None:
    break_it(("minutes = 60", "minutes = 61"), ('license = "CC-BY-4.0"\n', ""))
    monkeypatch.chdir(tmp_path)
    found = run([d for r in read_paths(["base.toml"]) for d in r.diagnostics])
    rules = found["tool"]["driver"]["rules"]
    assert found["tool"]["driver"]["name"] == "openchair"
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    licence, minutes = found["results"]
    assert (licence["ruleId"], licence["level"]) == ("C601", "warning")
    assert (minutes["ruleId"], minutes["level"]) == ("C201", "error")
    assert minutes["message"]["text"] == "the agenda takes 60 minutes, the session 61 (plan 1 more)"
    (place,) = minutes["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "base.toml"},
        "region": {"startLine": 12, "startColumn": 11, "endLine": 12, "endColumn": 13},
    }


def test_every_rule_stands_there_with_help() -> None:
    rules = run([])["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(explanations())
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"].startswith(f"## {rule['id']} ")
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
    assert run([])["results"] == []


def test_files_are_named_from_the_current_folder(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert uri("mine/a b.toml") == "mine/a%20b.toml"
    assert uri(str(tmp_path / "here" / "é#.toml")) == "%C3%A9%23.toml"
    assert uri("../there.toml") == (tmp_path / "there.toml").as_uri()


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_on_one_line(form: str) -> None:
    said = format_all([Diagnostic("a.toml", 1, 1, "C201", "two\nlines")], form, None)
    assert "\n" not in said
    assert json.loads(said)
