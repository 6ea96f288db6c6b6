"""Diagnostics as SARIF 2.1.0, which code hosts and editors show beside the lines."""

import json
import os
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from curricula.codes import Explanation, explanations
from curricula.diagnostics import Diagnostic

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(diagnostics: Sequence[Diagnostic], indent: int | None = 2) -> str:
    """One run with every rule and a result for each diagnostic; files are named from the current folder."""
    rules = explanations()
    run = {
        "tool": {"driver": {**_driver(), "rules": [_rule(e) for e in rules.values()]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, list(rules)) for d in diagnostics],
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, indent=indent, ensure_ascii=False)


def _driver() -> dict[str, str]:
    try:
        return {"name": "openchair", "version": version("openchair")}
    except PackageNotFoundError:  # run from a folder of sources
        return {"name": "openchair"}


def _rule(explanation: Explanation) -> dict[str, Any]:
    return {
        "id": explanation.code,
        "name": explanation.name,
        "shortDescription": {"text": explanation.sentence},
        "fullDescription": {"text": explanation.why},
        "help": {"text": f"What to do: {explanation.hint}.", "markdown": explanation.markdown()},
        "defaultConfiguration": {"level": explanation.severity.value},
    }


def _result(diagnostic: Diagnostic, codes: list[str]) -> dict[str, Any]:
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    region = {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.end_line or diagnostic.line,
        "endColumn": diagnostic.end_column or diagnostic.column,
    }
    place = {"artifactLocation": {"uri": uri(diagnostic.file)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def uri(file: str) -> str:
    """A file as a relative URI from the current folder; as an absolute one where it is not below that."""
    whole = Path(os.path.abspath(file))  # noqa: PTH100  (Path.resolve would follow links)
    if whole.is_relative_to(Path.cwd()):
        return quote(whole.relative_to(Path.cwd()).as_posix())
    return whole.as_uri()
