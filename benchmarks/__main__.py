"""`python -m benchmarks NAME [--json] [options]`; without a name, the list of names."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from importlib import import_module

from benchmarks.figures import Report

BENCHMARKS = {
    "startup": "benchmarks.startup",
    "weekly": "benchmarks.weekly.benchmark",
    "repairing": "benchmarks.repairing",
    "bounds": "benchmarks.bounds",
    "latency": "benchmarks.latency",
    "session": "benchmarks.live.session",
    "signing": "benchmarks.signing",
    "store": "benchmarks.store.benchmark",
    "door": "benchmarks.door",
    "building": "benchmarks.building",
    "why": "benchmarks.why",
    "curricula": "benchmarks.curricula",
    "topics": "benchmarks.topics.benchmark",
    "exports": "benchmarks.exports",
    "coordinator": "benchmarks.coordinator",
}
"""Name -> module with a docstring, and `run(options)` that measures and returns a Report."""


def main(arguments: list[str]) -> int:
    """Run one benchmark; 0 when it was measured, 1 when it missed a target, 2 on a wrong name or option."""
    names = [a for a in arguments if not a.startswith("-")]
    if not names or "--help" in arguments[:1]:
        print(_listing())
        return 0
    name = names[0]
    if name not in BENCHMARKS:
        near = get_close_matches(name, BENCHMARKS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        print(f"there is no benchmark '{name}'{hint}\n\n{_listing()}", file=sys.stderr)
        return 2
    options = [a for a in arguments if a != "--json"]
    options.remove(name)
    report: Report = import_module(BENCHMARKS[name]).run(options)
    print(json.dumps(report.as_json(), indent=2) if "--json" in arguments else report.as_text())
    return 0 if report.kept else 1


def _listing() -> str:
    lines = ["python -m benchmarks NAME [--json]", ""]
    for name, module in BENCHMARKS.items():
        first = (import_module(module).__doc__ or "").splitlines()[0]
        lines.append(f"  {name:10} {first}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
