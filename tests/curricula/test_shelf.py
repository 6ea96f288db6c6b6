"""The shipped library, the generated files, and the list of rules."""

import json
import re
from pathlib import Path

import pytest

from curricula import library
from curricula.checks import CHECKS
from curricula.codes import explanations
from curricula.diagnostics import FORMATS
from curricula.preview import module_preview
from curricula.reading import read_paths
from curricula.reference import PAGES
from curricula.schema import FILE_NAME, schema, schema_text, shipped_schema

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "curricula"


def test_the_shipped_library_has_no_problems() -> None:
    readings = read_paths([PACKAGE / "library"])
    assert [d.render() for r in readings for d in r.diagnostics] == []
    assert {r.module.id for r in readings if r.module} >= {"getting-steady", "open-process"}


def test_a_shipped_file_is_named_after_its_module() -> None:
    assert list(library.shipped()) == library.names()
    assert all(name == module.id for name, module in library.shipped().items())


def test_every_shipped_module_can_be_previewed() -> None:
    for module in library.shipped().values():
        text = module_preview(module)
        for part in (*module.sessions, *module.rounds, *module.situations):
            assert (part.label if hasattr(part, "label") else part.title) in text


def test_the_shipped_schema_is_current() -> None:
    assert shipped_schema() == schema_text(), "run: python -m curricula.schema"


def test_shipped_modules_name_the_schema() -> None:
    for name in library.names():
        first = (PACKAGE / "library" / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0]
        assert (PACKAGE / "library" / first.removeprefix("#:schema ")).resolve() == PACKAGE / FILE_NAME


def test_the_schema_says_what_the_classes_say() -> None:
    whole = schema()
    session = whole["definitions"]["Session"]
    assert whole["required"] == ["format", "id", "title", "kind"]
    assert session["required"] == ["id", "title", "minutes"]
    assert session["properties"]["order"]["enum"] == ["any", "first", "last"]
    assert session["properties"]["minutes"]["minimum"] == 1
    assert session["properties"]["agenda"]["items"] == {"$ref": "#/definitions/Segment"}
    described = [p for d in (whole, *whole["definitions"].values()) for p in d["properties"].values()]
    assert all(p["description"] for p in described)


def test_every_reference_in_the_schema_leads_somewhere() -> None:
    whole = schema()
    names = set(re.findall(r'"#/definitions/(\w+)"', json.dumps(whole)))
    assert names == set(whole["definitions"])


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_current(name: str) -> None:
    page = ROOT / "docs" / "reference" / name
    current = PAGES[name]()
    assert page.read_text(encoding="utf-8") == current, "run: python -m curricula.reference docs/reference"


def test_rules_are_in_order_and_complete() -> None:
    codes = [r.code for r in CHECKS]
    assert codes == sorted(set(codes))
    files = {p.stem for p in (PACKAGE / "checks").glob("*.py")} - {
        "__init__",
        "rule",
        "prerequisites",
        "links",
    }
    assert len(files) == len(CHECKS)
    for rule in CHECKS:
        assert rule.sentence.endswith(".")
        assert rule.why.endswith(".")
        assert not rule.hint.endswith(".")
        assert rule.session or rule.module or rule.shelf or rule.clinic


def test_every_code_in_the_source_is_explained() -> None:
    written = {
        code
        for path in PACKAGE.rglob("*.py")
        if path.name not in ("codes.py", "merging.py")
        for code in re.findall(r'"([CF]\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert written == set(explanations())


def test_formats() -> None:
    assert FORMATS == ("text", "json", "github", "sarif")
